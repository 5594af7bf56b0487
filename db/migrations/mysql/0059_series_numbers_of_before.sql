-- +goose Up
UPDATE series SET number = COALESCE((SELECT MIN(session.number) FROM session WHERE session.series_id = series.id), 1),
    of_all = (SELECT COUNT(*) FROM session WHERE session.pairing_id = series.pairing_id);
