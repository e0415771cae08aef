-- +goose Up

-- What a mail says of calls, complaints and who stands in. The columns stand
-- behind the text, because that is where columns can be added; short texts share
-- a page with them.
ALTER TABLE messages ADD COLUMN confirms BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN complaint TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN wish_number TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN wish_when TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN wish_day TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN stand_in_name TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN stand_in_phone TEXT NOT NULL DEFAULT '';

-- Of a call to a wrong number: that number, and the one to call instead.
ALTER TABLE rulings ADD COLUMN wrong_number TEXT NOT NULL DEFAULT '';
ALTER TABLE rulings ADD COLUMN next_number TEXT NOT NULL DEFAULT '';

-- The telephone numbers that a message gives.
CREATE TABLE phones (
    message      TEXT    NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    place        BIGINT  NOT NULL,
    number       TEXT    NOT NULL, -- E.164
    label        TEXT    NOT NULL,
    text         TEXT    NOT NULL, -- as it is written
    in_signature BOOLEAN NOT NULL,
    PRIMARY KEY (message, place)
);
