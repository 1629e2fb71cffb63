"""What other products call the fields that are taken over; the matching ignores case and signs.

The names are those of the exports of osTicket, Zammad and ConnectWise, and what most others say.
The first one that a file has is used, so the most telling name stands first. A field with a star
must be there.
"""

from portico.kernel.csvfile import Column


def columns(text: str) -> tuple[Column, ...]:
    """One field per line and what it is called elsewhere; lines that begin with a space go on."""
    fields = text.strip().replace("\n ", " ").splitlines()
    return tuple(_column(*line.split(":", 1)) for line in fields)


def _column(name: str, names: str) -> Column:
    synonyms = tuple(one.strip() for one in names.split(","))
    return Column(name.rstrip("*"), synonyms, required=name.endswith("*"))


COMPANIES = columns("""
name*: company name, organization, organisation, organization name, company, account name,
  account, client name, client, customer name, customer, firma, firmenname, unternehmen, kunde
id: company id, company identifier, company rec id, organization id, account id, client id,
  customer id, identifier, account number, kundennummer
status: company status, account status, status description, active, aktiv
inactive: inactive flag, is inactive, archived
phone: phone number, main phone, company phone, telephone, telefon
website: web site, url, web, webseite, homepage, domain, domains
industry: market, market description, branche, sector
address: address 1, address line 1, street, street address, address line1, strasse, straße,
  adresse
address 2: address line 2, address line2, street 2
city: town, ort, stadt
state: state province, county, region, province, bundesland
zip: postal code, post code, postcode, zip code, plz
country: country name, land
""")
CONTACTS = columns("""
name: full name, contact name, contact, display name, user, ansprechpartner
first name: firstname, given name, forename, vorname
last name: lastname, surname, family name, nachname
email: e-mail, email address, default email, primary email, contact email, e-mail address, mail,
  e-mail-adresse
company: company name, organization, organisation, organization name, account name, account,
  client name, client, customer, firma, unternehmen
company id: company identifier, organization id, account id, client id, customer id
id: contact id, contact rec id, user id, kontakt-id
phone: direct phone, phone number, work phone, direct, default phone, office phone, telephone,
  telefon
mobile: mobile phone, cell, cell phone, mobile number, mobil, handy
title: job title, position, role, funktion
inactive: inactive flag, is inactive, disabled
active: is active, aktiv
""")
TICKETS = columns("""
number*: ticket number, ticket #, ticket id, ticket no, ticket nbr, case number, sr number,
  service ticket number, id, key, ticketnummer, nummer
subject*: summary, summary description, title, issue summary, ticket summary, ticket subject,
  betreff, titel
body: initial description, description, issue details, message, details, detail description, body,
  text, note, first message, beschreibung
company: company name, organization, organisation, organization name, account name, account,
  client name, client, firma, unternehmen
company id: company identifier, organization id, account id, client id
contact: contact name, from, from name, customer, customer name, requester, requester name, user,
  user name, reporter, submitter, ansprechpartner, kunde
email: contact email, from email, customer email, requester email, user email, email address,
  contact email address, e-mail
status: current status, status description, state, ticket status, zustand
closed flag: closed, is closed, closed indicator
priority: priority description, priority level, urgency, priorität
type: ticket type, service type, type description, help topic, category, typ
source: create channel, channel, ticket source, source description, quelle, kanal
queue: department, group, board, board name, service board, gruppe, abteilung
team: team assigned, team name
assignee: agent assigned, assigned to, owner, ticket owner, resources, resource, agent, assigned
  resource, assigned, bearbeiter, besitzer
answered: isanswered, is answered
opened: date created, created at, date entered, created, create date, created date, created on,
  date opened, opened at, entered, erstellt, erstellt am
updated: last updated, updated at, last update, date updated, last modified, modified, updated on,
  aktualisiert, aktualisiert am
closed at: date closed, close at, close date, closed date, date completed, closed on, geschlossen
  am
resolved at: date resolved, resolved date, resolved on, date resolved utc, solved at
answered at: first response at, date responded, first responded at, date responded utc, first
  response
due: due date, required date, date required, due at, sla due date, close escalation at, fällig am
""")
MESSAGES = columns("""
number*: ticket number, ticket #, ticket id, ticket, case number, sr number, ticketnummer
id: message id, entry id, article id, note id, comment id
body*: message, text, note, note text, comment, content, detail, nachricht
at*: date created, created at, created, date entered, date, sent at, posted, erstellt am
author: from, poster, author name, member, created by, sender name, name, von
email: author email, from email, sender email, email address
internal: is internal, internal flag, private, internal analysis flag, intern
type: entry type, note type, message type, visibility, sender
""")
