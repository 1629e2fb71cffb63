"""The statements that hang messages and history on seeded tickets, thousands at a time.

All of them are one `INSERT … SELECT` over the tickets of a range of numbers; row-level security
refuses COPY. An id is a UUIDv7 whose random part comes from the number, so nothing is drawn twice.
"""

REPLIES = """
INSERT INTO tickets_ticketreply (tenant_id, id, ticket_id, company_id, by, contact_id, card_id,
  author_name, author_title, body, source, is_opening, sent_at, once, external_ref)
SELECT t.tenant_id,
  (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8'
    || substr(h, 4, 15))::uuid,
  t.id, t.company_id,
  CASE WHEN k %% 2 = 0 THEN 'contact' ELSE 'staff' END,
  CASE WHEN k %% 2 = 0 THEN t.contact_id END,
  CASE WHEN k %% 2 = 1 THEN t.assignee_card_id END,
  CASE WHEN k %% 2 = 0 THEN c.name ELSE s.name END,
  CASE WHEN k %% 2 = 0 THEN '' ELSE s.title END,
  CASE WHEN k = 0 THEN (%(asked)s::text[])[1 + x %% cardinality(%(asked)s::text[])]
       WHEN k %% 2 = 1 THEN (%(answered)s::text[])[1 + x %% cardinality(%(answered)s::text[])]
       ELSE (%(confirmed)s::text[])[1 + x %% cardinality(%(confirmed)s::text[])] END
    || ' ' || t.number || '-' || k,
  t.source, k = 0, at, '', ''
FROM tickets_ticket t
JOIN people_contact c ON c.tenant_id = t.tenant_id AND c.id = t.contact_id
LEFT JOIN people_staffuser s ON s.tenant_id = t.tenant_id AND s.id = t.assignee_id
CROSS JOIN generate_series(0, 3) k
CROSS JOIN LATERAL (SELECT md5('r' || t.number || '-' || k) AS h,
  hashtext('r' || t.number || '-' || k) & 2147483647 AS x,
  t.opened_at + k * (t.updated_at - t.opened_at) / 4 AS at) z
WHERE t.tenant_id = %(tenant)s AND t.number BETWEEN %(first)s AND %(last)s
  AND (t.first_response_at IS NOT NULL OR k = 0)
"""

NOTES = """
INSERT INTO tickets_internalnote (tenant_id, id, ticket_id, author_id, author_name, author_title,
  body, at, once, external_ref)
SELECT t.tenant_id,
  (lpad(to_hex((extract(epoch FROM z.at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3)
    || '8' || substr(h, 4, 15))::uuid,
  t.id, t.assignee_id, s.name, s.title,
  (%(noted)s::text[])[1 + x %% cardinality(%(noted)s::text[])] || ' ' || t.number || '-' || k,
  z.at, '', ''
FROM tickets_ticket t
JOIN people_staffuser s ON s.tenant_id = t.tenant_id AND s.id = t.assignee_id
CROSS JOIN generate_series(1, %(each)s) k
CROSS JOIN LATERAL (SELECT md5('n' || t.number || '-' || %(each)s || '-' || k) AS h,
  hashtext('n' || t.number || '-' || k) & 2147483647 AS x,
  t.opened_at + k * (t.updated_at - t.opened_at) / (%(each)s + 1) AS at) z
WHERE t.tenant_id = %(tenant)s AND t.number BETWEEN %(first)s AND %(last)s
  AND t.first_response_at IS NOT NULL
"""

PARTICIPANTS = """
INSERT INTO tickets_participant (tenant_id, id, ticket_id, company_id, contact_id, part,
  is_active)
SELECT t.tenant_id,
  (substr(t.id::text, 1, 14) || '7' || substr(md5('p' || t.number), 1, 3) || '-8'
    || substr(md5('q' || t.number), 1, 15))::uuid,
  t.id, t.company_id, t.contact_id, 'requester', t.is_active
FROM tickets_ticket t
WHERE t.tenant_id = %(tenant)s AND t.number BETWEEN %(first)s AND %(last)s
"""

HISTORY = """
WITH told AS (
  SELECT t.tenant_id, t.id AS ticket_id, t.company_id, s.id AS staff_id, s.card_id,
    s.name AS staff_name, c.id AS contact_id, c.name AS contact_name, t.number, k,
    t.opened_at + k * (t.updated_at - t.opened_at) / 4 AS at,
    (ARRAY['tickets.opened', 'tickets.assigned', 'tickets.answered', 'tickets.status_changed'])
      [k + 1] AS name,
    (ARRAY[
      jsonb_build_object('ticket', t.id, 'source', t.source),
      jsonb_build_object('ticket', t.id, 'to', s.id, 'to_name', s.name),
      jsonb_build_object('ticket', t.id),
      jsonb_build_object('ticket', t.id, 'old', 'Received', 'new', w.label_client,
        'old_inside', 'New', 'new_inside', w.label_staff, 'category', t.category)])[k + 1] AS data
  FROM tickets_ticket t
  JOIN people_contact c ON c.tenant_id = t.tenant_id AND c.id = t.contact_id
  LEFT JOIN people_staffuser s ON s.tenant_id = t.tenant_id AND s.id = t.assignee_id
  JOIN tickets_status w ON w.tenant_id = t.tenant_id AND w.id = t.status_id
  CROSS JOIN generate_series(0, 3) k
  WHERE t.tenant_id = %(tenant)s AND t.number BETWEEN %(first)s AND %(last)s
    AND (k = 0 OR t.first_response_at IS NOT NULL)
), entries AS (
  INSERT INTO journal_entry (tenant_id, id, name, at, actor_kind, actor_id, actor_name,
    behind_name, company_id, subject_kind, subject_id, data, is_security, is_financial, door,
    request_id, session, personal_digest)
  SELECT tenant_id,
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
      || substr(md5('e' || number || k), 1, 3) || '8' || substr(md5('f' || number || k), 1, 15)
    )::uuid,
    name, at, CASE WHEN k = 0 THEN 'contact' ELSE 'staff' END,
    CASE WHEN k = 0 THEN contact_id ELSE staff_id END,
    CASE WHEN k = 0 THEN contact_name ELSE staff_name END,
    '', company_id, 'tickets.ticket', ticket_id, data, false, false, '', '', '', ''
  FROM told
)
INSERT INTO journal_moment (tenant_id, id, company_id, subject_id, name, at, actor_kind, actor_id,
  actor_name, data)
SELECT tenant_id,
  (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
    || substr(md5('g' || number || k), 1, 3) || '8' || substr(md5('h' || number || k), 1, 15)
  )::uuid,
  company_id, ticket_id, name, at, CASE WHEN k = 0 THEN 'contact' ELSE 'staff' END,
  CASE WHEN k = 0 THEN contact_id ELSE card_id END,
  CASE WHEN k = 0 THEN contact_name ELSE staff_name END, data - 'old_inside' - 'new_inside'
FROM told WHERE k IN (0, 1, 3)
"""
