"""The statements that give the people of the crowd a past: mails, sessions, lines of the log.

Each is one `INSERT … SELECT` over the contacts; row-level security refuses COPY. Ids are UUIDv7.
"""

NEW_ID = """
  (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8'
    || substr(h, 4, 15))::uuid
"""
DRAWN = """
  md5(%(of)s || c.id::text || k) AS h, hashtext(c.id::text) & 2147483647 AS x,
  now() - (hashtext(c.id::text || k) & 2147483647) %% 31000000 * interval '1 second' AS at
"""

INVITATIONS = f"""
INSERT INTO invitations_invitation (tenant_id, id, company_id, contact_id, state, channel, email,
  language, words, valid_days, remind_days, by_name, token_hash, reminder_hash, attempt, reason,
  code, created_at, sent_at, delivered_at, accepted_at, expires_at, ended_at)
SELECT tenant_id, {NEW_ID}, company_id, contact, state, 'mail', email, '', '', 14, 0,
  'Olivia Owner', '', '', 1, '', 0, at, at, at, CASE WHEN state = 'accepted' THEN at END,
  at + interval '14 days', CASE WHEN state = 'accepted' THEN at END
FROM (SELECT c.tenant_id, c.company_id, c.id AS contact, c.email,
    CASE WHEN c.access = 'active' THEN 'accepted' ELSE 'delivered' END AS state, {DRAWN}
  FROM people_contact c CROSS JOIN generate_series(1, 1) k
  WHERE c.access IN ('active', 'invited')) z
"""  # noqa: S608  constants

SESSIONS = f"""
INSERT INTO identity_portalsession (tenant_id, id, token_hash, method, aal, proved_at, created_at,
  expires_at, last_seen_at, ip, user_agent, device_hash, ended_at, ending, company_id, contact_id,
  person_id, needs_factor)
SELECT tenant_id, {NEW_ID}, sha256(h::bytea), 'code', 1, at, at, at + interval '30 days', at,
  '203.0.113.' || x %% 256, 'Mozilla/5.0', sha256(person_id::text::bytea), NULL, '', company_id,
  contact, person_id, false
FROM (SELECT c.tenant_id, c.company_id, c.id AS contact, c.person_id, {DRAWN}
  FROM people_contact c CROSS JOIN generate_series(1, 2) k
  WHERE c.person_id IS NOT NULL) z
"""  # noqa: S608  as above

LOG = f"""
WITH told AS (
  SELECT tenant_id, {NEW_ID} AS id, at, x, h, k, company_id, contact, contact_name FROM (
    SELECT c.tenant_id, c.company_id, c.id AS contact, c.name AS contact_name, k, {DRAWN}
    FROM people_contact c CROSS JOIN generate_series(0, 2) k
    WHERE k = 0 OR c.access = 'active') z
), entries AS (
  INSERT INTO journal_entry (tenant_id, id, name, at, actor_kind, actor_id, actor_name,
    behind_name, company_id, subject_kind, subject_id, data, is_security, is_financial, door,
    request_id, session, personal_digest)
  SELECT tenant_id, id, CASE WHEN k = 0 THEN 'people.contact_added' ELSE 'identity.login' END,
    at, CASE WHEN k = 0 THEN 'staff' ELSE 'contact' END,
    CASE WHEN k = 0 THEN %(staff)s::uuid ELSE contact END,
    CASE WHEN k = 0 THEN %(staff_name)s ELSE contact_name END, '', company_id, 'people.contact',
    contact, CASE WHEN k = 0
      THEN jsonb_build_object('contact', contact, 'company', company_id)
      ELSE jsonb_build_object('method', 'code', 'aal', 1, 'new_device', false, 'provider', '') END,
    k > 0, false, CASE WHEN k = 0 THEN 'staff' ELSE 'portal' END, h, '', ''
  FROM told
)
INSERT INTO journal_personal (tenant_id, id, entry_id, salt, ip, user_agent, device_type, browser,
  platform, before, after)
SELECT tenant_id, id, id, h, '203.0.113.' || x %% 256, 'Mozilla/5.0', 'desktop', 'Firefox',
  'Linux', '{{}}', CASE WHEN k = 0 THEN jsonb_build_object('name', contact_name) ELSE '{{}}' END
FROM told
"""  # noqa: S608  as above

DIRECTORY = """
INSERT INTO provisioning_scimuser (tenant_id, id, connection_id, company_id, contact_id, user_name,
  user_key, external_id, email, display_name, family_name, given_name, active, told, synced,
  given, closed_here, ahead, differs, problem, version, created_at, changed_at)
SELECT c.tenant_id, c.id, %(connection)s, c.company_id, c.id, c.email, c.email,
  'x' || c.id::text, c.email, c.name, split_part(c.name, ' ', 2), split_part(c.name, ' ', 1), true,
  jsonb_build_object('schemas', jsonb_build_array(%(schema)s::text), 'userName', c.email,
    'externalId', 'x' || c.id::text, 'displayName', c.name, 'active', true, 'title', c.title,
    'name', jsonb_build_object('givenName', split_part(c.name, ' ', 1),
      'familyName', split_part(c.name, ' ', 2)),
    'emails', jsonb_build_array(
      jsonb_build_object('value', c.email, 'type', 'work', 'primary', true))),
  jsonb_build_object('name', c.name, 'email', c.email), '[]', false, '', '{}', '', 1, now(), now()
FROM people_contact c WHERE c.company_id = %(company)s ORDER BY c.id LIMIT %(number)s
"""

MEMBERS = """
INSERT INTO provisioning_scimmember (tenant_id, id, group_id, user_id, company_id)
SELECT u.tenant_id, u.id, g.id, u.id, u.company_id
FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM provisioning_scimuser) u
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM provisioning_scimgroup) g
  ON g.n = 1 + u.n %% %(groups)s
"""
