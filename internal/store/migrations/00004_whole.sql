-- +goose Up

-- A message in one row: what is only ever read together with it stands in it,
-- as lists of lines. So it is saved by one statement and loaded by one. The text
-- is the last column again. WITHOUT ROWID, for SQLite alone, keeps rows in the
-- order of their key: a table of short rows and its index are one then.
CREATE TABLE messages_whole (
    id               TEXT    NOT NULL PRIMARY KEY,
    account          TEXT    NOT NULL,
    conversation     TEXT    NOT NULL REFERENCES conversations (id), -- and never deleted with it
    from_name        TEXT    NOT NULL,
    from_address     TEXT    NOT NULL,
    reply_name       TEXT    NOT NULL,
    reply_address    TEXT    NOT NULL,
    subject          TEXT    NOT NULL,
    base             TEXT    NOT NULL,
    response         BOOLEAN NOT NULL,
    orphan           BOOLEAN NOT NULL,
    dated            BIGINT  NOT NULL,
    at               BIGINT  NOT NULL,
    seen             BIGINT  NOT NULL,
    is_real          BOOLEAN NOT NULL,
    is_clean         BOOLEAN NOT NULL,
    own_ids          TEXT    NOT NULL, -- a Message-ID a line
    ref_ids          TEXT    NOT NULL,
    sent_to          TEXT    NOT NULL, -- a party a line: name, tab, address
    sent_cc          TEXT    NOT NULL,
    sent_bcc         TEXT    NOT NULL,
    text_read        BOOLEAN NOT NULL,
    nature           TEXT    NOT NULL,
    sure             DOUBLE PRECISION NOT NULL,
    nature_why       TEXT    NOT NULL,
    asks             BOOLEAN NOT NULL,
    courtesy         BOOLEAN NOT NULL,
    confirms         BOOLEAN NOT NULL,
    complaint        TEXT    NOT NULL,
    call             BOOLEAN NOT NULL,
    wish_number      TEXT    NOT NULL,
    wish_when        TEXT    NOT NULL,
    wish_day         TEXT    NOT NULL,
    promises         BOOLEAN NOT NULL,
    stop             BOOLEAN NOT NULL,
    forward          BOOLEAN NOT NULL,
    list             BOOLEAN NOT NULL,
    no_reply         BOOLEAN NOT NULL,
    named            TEXT    NOT NULL,
    until            TEXT    NOT NULL,
    stand_in_name    TEXT    NOT NULL,
    stand_in         TEXT    NOT NULL,
    stand_in_phone   TEXT    NOT NULL,
    phones           TEXT    NOT NULL, -- one a line: number, label, as it is written, 1 if in the signature; tabs between
    failed_status    TEXT    NOT NULL,
    failed_address   TEXT    NOT NULL,
    failed_permanent BOOLEAN NOT NULL,
    auth_server      TEXT    NOT NULL,
    auth_pass        BOOLEAN NOT NULL,
    errors           TEXT    NOT NULL, -- one a line
    text             TEXT    NOT NULL
);
INSERT INTO messages_whole (id, account, conversation, from_name, from_address, reply_name, reply_address, subject, base, response,
    orphan, dated, at, seen, is_real, is_clean, own_ids, ref_ids, sent_to, sent_cc, sent_bcc, text_read,
    nature, sure, nature_why, asks, courtesy, confirms, complaint, call, wish_number, wish_when, wish_day,
    promises, stop, forward, list, no_reply, named, until, stand_in_name, stand_in, stand_in_phone, phones,
    failed_status, failed_address, failed_permanent, auth_server, auth_pass, errors, text)
SELECT m.id, m.account, m.conversation, m.from_name, m.from_address, m.reply_name, m.reply_address, m.subject,
    m.base, m.response, m.orphan, m.dated, m.at, m.seen, m.is_real, m.is_clean,
    COALESCE((SELECT STRING_AGG(i.value, '
' ORDER BY i.place) FROM message_ids i WHERE i.message = m.id AND i.own), ''),
    COALESCE((SELECT STRING_AGG(i.value, '
' ORDER BY i.place) FROM message_ids i WHERE i.message = m.id AND NOT i.own), ''),
    COALESCE((SELECT STRING_AGG(REPLACE(REPLACE(r.name, '	', ' '), '
', ' ') || '	' || REPLACE(REPLACE(r.address, '	', ' '), '
', ' '), '
' ORDER BY r.place) FROM recipients r WHERE r.message = m.id AND r.field = 'to'), ''),
    COALESCE((SELECT STRING_AGG(REPLACE(REPLACE(r.name, '	', ' '), '
', ' ') || '	' || REPLACE(REPLACE(r.address, '	', ' '), '
', ' '), '
' ORDER BY r.place) FROM recipients r WHERE r.message = m.id AND r.field = 'cc'), ''),
    COALESCE((SELECT STRING_AGG(REPLACE(REPLACE(r.name, '	', ' '), '
', ' ') || '	' || REPLACE(REPLACE(r.address, '	', ' '), '
', ' '), '
' ORDER BY r.place) FROM recipients r WHERE r.message = m.id AND r.field = 'bcc'), ''),
    m.text_read, m.nature, m.sure, m.nature_why, m.asks, m.courtesy, m.confirms, m.complaint, m.call,
    m.wish_number, m.wish_when, m.wish_day, m.promises, m.stop, m.forward, m.list, m.no_reply, m.named,
    m.until, m.stand_in_name, m.stand_in, m.stand_in_phone,
    COALESCE((SELECT STRING_AGG(p.number || '	' || REPLACE(REPLACE(p.label, '	', ' '), '
', ' ') || '	' || REPLACE(REPLACE(p.text, '	', ' '), '
', ' ') || '	' || CASE WHEN p.in_signature THEN '1' ELSE '' END, '
' ORDER BY p.place) FROM phones p WHERE p.message = m.id), ''),
    m.failed_status, m.failed_address, m.failed_permanent, m.auth_server, m.auth_pass, m.errors, m.text
FROM messages m;

CREATE TABLE locations_whole (
    account     TEXT   NOT NULL,
    folder      TEXT   NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid         BIGINT NOT NULL,
    role        TEXT   NOT NULL,
    flags       TEXT   NOT NULL, -- one a line
    message     TEXT   NOT NULL REFERENCES messages_whole (id) ON DELETE CASCADE,
    PRIMARY KEY (account, folder, uidvalidity, uid)
) WITHOUT ROWID;
INSERT INTO locations_whole (account, folder, uidvalidity, uid, role, flags, message)
SELECT account, folder, uidvalidity, uid, role, flags, message FROM locations;

-- The way from a Message-ID to the messages that have it, which come first, or
-- refer to it. What is deleted here is found by the ids that stand in the message.
CREATE TABLE mentions (
    value   TEXT    NOT NULL,
    refers  BOOLEAN NOT NULL,
    message TEXT    NOT NULL,
    PRIMARY KEY (value, refers, message)
) WITHOUT ROWID;
INSERT INTO mentions (value, refers, message)
SELECT DISTINCT value, NOT own, message FROM message_ids;

CREATE TABLE contacts_whole (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    address      TEXT NOT NULL,
    PRIMARY KEY (conversation, address)
) WITHOUT ROWID;
INSERT INTO contacts_whole (conversation, address) SELECT conversation, address FROM contacts;

DROP TABLE contacts;
DROP TABLE locations;
DROP TABLE message_ids;
DROP TABLE recipients;
DROP TABLE phones;
DROP TABLE messages;
ALTER TABLE messages_whole RENAME TO messages;
ALTER TABLE locations_whole RENAME TO locations;
ALTER TABLE contacts_whole RENAME TO contacts;

CREATE INDEX messages_by_conversation ON messages (conversation, at);
CREATE INDEX messages_by_base ON messages (account, base, at);
CREATE INDEX messages_orphaned ON messages (account, base, at) WHERE orphan;
CREATE INDEX messages_by_sender ON messages (account, from_address, at);
CREATE INDEX messages_unread ON messages (account, at) WHERE NOT text_read AND is_real;
CREATE INDEX messages_faulty ON messages (account, at) WHERE errors <> '';
CREATE INDEX locations_by_message ON locations (message);
CREATE INDEX contacts_by_address ON contacts (address);

-- How many there are, so that nobody need count: of messages, of conversations,
-- and of messages by the authserv-id that they carry.
CREATE TABLE tallies (
    account TEXT   NOT NULL,
    what    TEXT   NOT NULL, -- 'messages', 'conversations', 'auth_server'
    name    TEXT   NOT NULL, -- the authserv-id
    n       BIGINT NOT NULL,
    PRIMARY KEY (account, what, name)
) WITHOUT ROWID;
INSERT INTO tallies (account, what, name, n)
SELECT account, 'messages', '', COUNT(*) FROM messages GROUP BY account;
INSERT INTO tallies (account, what, name, n)
SELECT account, 'conversations', '', COUNT(*) FROM conversations GROUP BY account;
INSERT INTO tallies (account, what, name, n)
SELECT account, 'auth_server', auth_server, COUNT(*) FROM messages WHERE auth_server <> '' GROUP BY account, auth_server;
