package db

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/peerpost/peerpost/program"
)

const personColumns = `person.id, person.address, person.first_name, person.last_name, person.name, person.zone, person.hours,
	person.department, person.level, person.location, person.language, person.manager_email, person.employee_id, person.status, person.created_at`

func personFields(p *program.Person) []any {
	return []any{&p.ID, &p.Address, &p.FirstName, &p.LastName, &p.Name, &p.Zone, &p.Hours, &p.Department, &p.Level,
		&p.Location, &p.Language, &p.ManagerEmail, &p.EmployeeID, &p.Status, timeOf{&p.CreatedAt}}
}

func scanPerson(row scanner) (p program.Person, err error) {
	err = row.Scan(personFields(&p)...)
	return p, err
}

// Person returns the Person with this id, or program.ErrNotFound.
func (s *Store) Person(ctx context.Context, id program.ID) (program.Person, error) {
	return one(ctx, s.read, scanPerson, "SELECT "+personColumns+" FROM person WHERE id = ?", id)
}

// PersonByAddress returns the Person with this address, or program.ErrNotFound.
func (s *Store) PersonByAddress(ctx context.Context, a program.Address) (program.Person, error) {
	return one(ctx, s.read, scanPerson, "SELECT "+personColumns+" FROM person WHERE address_key = ?", a.Key())
}

// Administrators lists the Administrators of a Program by address.
func (s *Store) Administrators(ctx context.Context, programID program.ID) ([]program.Person, error) {
	return administrators(ctx, s.read, programID)
}

func administrators(ctx context.Context, q sqlx.QueryerContext, programID program.ID) ([]program.Person, error) {
	return many(ctx, q, scanPerson, "SELECT "+personColumns+` FROM person
		JOIN administrator ON administrator.person_id = person.id WHERE administrator.program_id = ? ORDER BY person.address_key`, programID)
}

// IsAdministrator reports whether a Person runs any Program.
func (s *Store) IsAdministrator(ctx context.Context, personID program.ID) (bool, error) {
	n, err := one(ctx, s.read, scanOf[int], "SELECT COUNT(*) FROM administrator WHERE person_id = ?", personID)
	return n > 0, err
}

// SuppressedAmong returns those of addresses that are suppressed, in their order.
func (s *Store) SuppressedAmong(ctx context.Context, addresses []program.Address) ([]program.Address, error) {
	return suppressedAmong(ctx, s.read, addresses)
}

func suppressedAmong(ctx context.Context, q sqlx.QueryerContext, addresses []program.Address) ([]program.Address, error) {
	var all []program.Address
	for part := range slices.Chunk(addresses, maxPlaceholders) {
		hashes := make([]string, len(part))
		for i, a := range part {
			hashes[i] = a.Hash()
		}
		query, args, err := expand("SELECT address_hash, 1 FROM suppression WHERE address_hash IN (?)", hashes)
		if err != nil {
			return nil, err
		}
		suppressed, err := counts[string](ctx, q, query, args...)
		if err != nil {
			return nil, err
		}
		for i, a := range part {
			if suppressed[hashes[i]] > 0 {
				all = append(all, a)
			}
		}
	}
	return all, nil
}

// upsertPeople stores people by address and returns the id of each address
// key. What is known already stays unless fill is set and the new value is
// not blank; who has no status then is active.
func (s *Store) upsertPeople(ctx context.Context, tx *sqlx.Tx, people []program.Person, now time.Time, fill bool) (map[string]program.ID, error) {
	if len(people) == 0 {
		return nil, nil
	}
	if fill {
		if err := s.fillBlanks(ctx, tx, people); err != nil {
			return nil, err
		}
	}
	const columns = "id, address, address_key, first_name, last_name, name, zone, hours, department, level, location, language, manager_email, employee_id, status, created_at, updated_at"
	rows := make([][]any, len(people))
	keys := make([]string, len(people))
	// One order for all, so that two imports at once do not wait in a circle.
	people = slices.SortedStableFunc(slices.Values(people), func(a, b program.Person) int { return strings.Compare(a.Address.Key(), b.Address.Key()) })
	for i, p := range people {
		keys[i] = p.Address.Key()
		rows[i] = []any{p.ID, p.Address, keys[i], p.FirstName, p.LastName, p.Name, p.Zone, p.Hours, p.Department, p.Level,
			p.Location, p.Language, p.ManagerEmail, p.EmployeeID, p.Status, stamp(now), stamp(now)}
	}
	var update []string
	if fill {
		update = []string{"first_name", "last_name", "name", "zone", "hours", "department", "level", "location", "language", "manager_email", "employee_id", "status", "updated_at"}
	}
	if err := s.insert(ctx, tx, "person", columns, "address_key", update, rows); err != nil {
		return nil, err
	}
	known, err := s.peopleByKey(ctx, tx, keys)
	ids := make(map[string]program.ID, len(known))
	for key, p := range known {
		ids[key] = p.ID
	}
	return ids, err
}

// fillBlanks gives each blank field of people the value that is known, and a
// status to who has none.
func (s *Store) fillBlanks(ctx context.Context, tx *sqlx.Tx, people []program.Person) error {
	keys := make([]string, len(people))
	for i, p := range people {
		keys[i] = p.Address.Key()
	}
	known, err := s.peopleByKey(ctx, tx, keys)
	if err != nil {
		return err
	}
	for i := range people {
		p, k := &people[i], known[people[i].Address.Key()]
		for _, f := range [][2]*string{{&p.FirstName, &k.FirstName}, {&p.LastName, &k.LastName}, {&p.Name, &k.Name}, {&p.Zone, &k.Zone},
			{&p.Hours, &k.Hours}, {&p.Department, &k.Department}, {&p.Level, &k.Level}, {&p.Location, &k.Location}, {&p.Language, &k.Language},
			{&p.ManagerEmail, &k.ManagerEmail}, {&p.EmployeeID, &k.EmployeeID}, {&p.Status, &k.Status}} {
			if *f[0] == "" {
				*f[0] = *f[1]
			}
		}
		p.Status = cmp.Or(p.Status, "active")
	}
	return nil
}

func (s *Store) peopleByKey(ctx context.Context, tx *sqlx.Tx, keys []string) (map[string]program.Person, error) {
	known := make(map[string]program.Person, len(keys))
	for len(keys) > 0 {
		n := min(maxPlaceholders, len(keys))
		query, args, err := expand("SELECT "+personColumns+" FROM person WHERE address_key IN (?)", keys[:n])
		if err != nil {
			return nil, err
		}
		people, err := many(ctx, tx, scanPerson, query, args...)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			known[p.Address.Key()] = p
		}
		keys = keys[n:]
	}
	return known, nil
}
