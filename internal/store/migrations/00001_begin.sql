-- +goose Up

-- One file for every engine: only what all of them understand the same way.
-- Instants are unix milliseconds, 0 is none. Days are 'YYYY-MM-DD', '' is none.
-- Ids are made by the program. A UID of RFC 3501 needs 32 bits without a sign.

CREATE TABLE accounts (
    name        TEXT   NOT NULL PRIMARY KEY,
    first_run   BIGINT NOT NULL,
    horizon     BIGINT NOT NULL,
    imported    BIGINT NOT NULL,
    started     BIGINT NOT NULL,
    ended       BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    trouble     TEXT   NOT NULL
);

CREATE TABLE folders (
    account     TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    role        TEXT   NOT NULL,
    uidvalidity BIGINT NOT NULL,
    last_uid    BIGINT NOT NULL,
    PRIMARY KEY (account, name)
);

CREATE TABLE conversations (
    id          TEXT    NOT NULL PRIMARY KEY,
    account     TEXT    NOT NULL,
    state       TEXT    NOT NULL, -- '' until it was decided for the first time
    since       BIGINT  NOT NULL, -- when the state began
    next        BIGINT  NOT NULL,
    touched     BOOLEAN NOT NULL
);
CREATE INDEX conversations_by_state ON conversations (account, state);
CREATE INDEX conversations_touched ON conversations (account, id) WHERE touched;
CREATE INDEX conversations_next ON conversations (account, next) WHERE next > 0;

-- An id is either a conversation or an alias of one.
CREATE TABLE aliases (
    id           TEXT NOT NULL PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE INDEX aliases_by_conversation ON aliases (conversation);

-- Whom a conversation waits for.
CREATE TABLE contacts (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    address      TEXT NOT NULL,
    PRIMARY KEY (conversation, address)
);
CREATE INDEX contacts_by_address ON contacts (address);

-- The text comes last, so that a look at the other columns need not read it.
CREATE TABLE messages (
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
    text_read        BOOLEAN NOT NULL,
    nature           TEXT    NOT NULL,
    sure             DOUBLE PRECISION NOT NULL,
    nature_why       TEXT    NOT NULL,
    asks             BOOLEAN NOT NULL,
    courtesy         BOOLEAN NOT NULL,
    call             BOOLEAN NOT NULL,
    promises         BOOLEAN NOT NULL,
    stop             BOOLEAN NOT NULL,
    forward          BOOLEAN NOT NULL,
    list             BOOLEAN NOT NULL,
    no_reply         BOOLEAN NOT NULL,
    named            TEXT    NOT NULL,
    until            TEXT    NOT NULL,
    stand_in         TEXT    NOT NULL,
    failed_status    TEXT    NOT NULL,
    failed_address   TEXT    NOT NULL,
    failed_permanent BOOLEAN NOT NULL,
    auth_server      TEXT    NOT NULL,
    auth_pass        BOOLEAN NOT NULL,
    errors           TEXT    NOT NULL, -- one a line
    text             TEXT    NOT NULL
);
CREATE INDEX messages_by_conversation ON messages (conversation, at);
CREATE INDEX messages_by_base ON messages (account, base, at);
CREATE INDEX messages_orphaned ON messages (account, base, at) WHERE orphan;
CREATE INDEX messages_by_sender ON messages (from_address, at);

-- The Message-IDs of a message: its own, and those it refers to. The index is
-- the way from an id to its conversation, a message that has it before all that
-- refer to it.
CREATE TABLE message_ids (
    message TEXT    NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    own     BOOLEAN NOT NULL,
    place   BIGINT  NOT NULL,
    value   TEXT    NOT NULL,
    PRIMARY KEY (message, own, place)
);
CREATE INDEX message_ids_by_value ON message_ids (value, own DESC, message);

CREATE TABLE recipients (
    message TEXT   NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    field   TEXT   NOT NULL, -- 'to', 'cc', 'bcc'
    place   BIGINT NOT NULL,
    name    TEXT   NOT NULL,
    address TEXT   NOT NULL,
    PRIMARY KEY (message, field, place)
);

CREATE TABLE locations (
    account     TEXT   NOT NULL,
    folder      TEXT   NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid         BIGINT NOT NULL,
    role        TEXT   NOT NULL,
    flags       TEXT   NOT NULL, -- one a line
    message     TEXT   NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (account, folder, uidvalidity, uid)
);
CREATE INDEX locations_by_message ON locations (message);

CREATE TABLE unreadables (
    account     TEXT   NOT NULL,
    folder      TEXT   NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid         BIGINT NOT NULL,
    role        TEXT   NOT NULL,
    flags       TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    what        TEXT   NOT NULL,
    why         TEXT   NOT NULL,
    PRIMARY KEY (account, folder, uidvalidity, uid)
);

CREATE TABLE tasks (
    id           TEXT   NOT NULL PRIMARY KEY,
    conversation TEXT   NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    action       TEXT   NOT NULL,
    side         TEXT   NOT NULL,
    step         BIGINT NOT NULL,
    cycle        TEXT   NOT NULL,
    due          BIGINT NOT NULL,
    opened       BIGINT NOT NULL,
    ended        BIGINT NOT NULL,
    why          TEXT   NOT NULL,
    end_why      TEXT   NOT NULL
);
CREATE INDEX tasks_by_conversation ON tasks (conversation);
CREATE UNIQUE INDEX tasks_open_once ON tasks (conversation, cycle, side, step, due) WHERE ended = 0;

-- What the person decided.
CREATE TABLE rulings (
    id           TEXT   NOT NULL PRIMARY KEY,
    conversation TEXT   NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    place        BIGINT NOT NULL, -- the order of those made at the same instant
    at           BIGINT NOT NULL,
    what         TEXT   NOT NULL,
    until        BIGINT NOT NULL,
    outcome      TEXT   NOT NULL,
    takes_back   TEXT   NOT NULL
);
CREATE INDEX rulings_by_conversation ON rulings (conversation);

CREATE TABLE notes (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
