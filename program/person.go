package program

import "time"

// Person is someone in the organisation, unique by the key of the address.
type Person struct {
	ID           ID
	Address      Address
	FirstName    string
	LastName     string
	Name         string // as the person wants to be called in full
	Zone         string // IANA name; "" is the program's zone
	Hours        string // working hours as ParseWeeklyHours reads them; "" is DefaultHours
	Department   string
	Level        string
	Location     string
	Language     string
	ManagerEmail string
	EmployeeID   string
	Status       string // active | leave | terminated
	CreatedAt    time.Time
}

// ErasedAddress is the address of a Person who was erased: nobody can be mailed
// there (RFC 2606 section 2).
func ErasedAddress(id ID) Address { return Address("erased-" + string(id) + "@erased.invalid") }

// Erased reports whether what is known of the Person was erased.
func (p Person) Erased() bool { return p.Address == ErasedAddress(p.ID) }

// DisplayName is what others call the person in full: Name, or first and last
// name, or what stands before the @.
func (p Person) DisplayName() string {
	switch {
	case p.Name != "":
		return p.Name
	case p.FirstName != "" && p.LastName != "":
		return p.FirstName + " " + p.LastName
	case p.FirstName != "":
		return p.FirstName
	case p.LastName != "":
		return p.LastName
	}
	for i, r := range p.Address {
		if r == '@' {
			return string(p.Address[:i])
		}
	}
	return string(p.Address)
}

// Greeting is the name that follows "Hello": the first name where it is known,
// or the full one; "" where neither is.
func (p Person) Greeting() string {
	if p.FirstName != "" {
		return p.FirstName
	}
	return p.Name
}

// AtWork reports whether HR knows the person as neither on leave nor gone.
func (p Person) AtWork() bool { return p.Status != "leave" && !p.Terminated() }

// Terminated reports whether HR knows the person as gone for good.
func (p Person) Terminated() bool { return p.Status == "terminated" }

// TimeZone returns the person's zone, or fallback where none is known.
func (p Person) TimeZone(fallback *time.Location) *time.Location {
	if loc, err := LoadZone(p.Zone); err == nil {
		return loc
	}
	return fallback
}

// WorkingHours returns the person's weekly hours.
func (p Person) WorkingHours() WeeklyHours {
	hours, err := ParseWeeklyHours(p.Hours)
	if err != nil {
		return DefaultHours()
	}
	return hours
}
