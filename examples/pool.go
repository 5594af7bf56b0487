package examples

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// name is a name as it is written and as it stands in an address.
type name struct{ written, plain string }

// culture is where names go together, and where people with them live here.
type culture struct {
	given, family []name
	familyFirst   bool
	places        []place
}

// place is where people live. The sample program pairs nobody whose clocks are
// more than seven hours apart.
type place struct {
	city, zone, hours string
	east              float64 // hours that its clocks are ahead of Greenwich in winter
}

var (
	berlin   = place{"Berlin", "Europe/Berlin", "", 1}
	london   = place{"London", "Europe/London", "", 0}
	lisbon   = place{"Lisbon", "Europe/Lisbon", "", 0}
	newYork  = place{"New York", "America/New_York", "Mon-Fri 08:00-16:00", -5}
	saoPaulo = place{"São Paulo", "America/Sao_Paulo", "", -3}
	kolkata  = place{"Kolkata", "Asia/Kolkata", "Mon-Fri 11:00-19:00", 5.5}
	nairobi  = place{"Nairobi", "Africa/Nairobi", "", 3}
)

var cultures = []culture{
	{
		given: []name{
			{"Björn", "bjorn"}, {"Chloé", "chloe"}, {"Emma", "emma"}, {"François", "francois"}, {"Jörg", "jorg"}, {"Małgorzata", "malgorzata"},
			{"Ömer", "omer"}, {"Šárka", "sarka"}, {"Søren", "soren"}, {"Tomasz", "tomasz"}, {"Zoë", "zoe"}, {"Ágnes", "agnes"},
		},
		family: []name{
			{"Ångström", "angstrom"}, {"Dvořák", "dvorak"}, {"Fischer", "fischer"}, {"Groß", "gross"}, {"Kovács", "kovacs"}, {"Lefèvre", "lefevre"},
			{"Møller", "moller"}, {"Nowak", "nowak"}, {"Schäfer", "schafer"}, {"Wójcik", "wojcik"}, {"Yıldız", "yildiz"}, {"Zieliński", "zielinski"},
		},
		places: []place{berlin, berlin, berlin, london, lisbon},
	},
	{
		given:  []name{{"Αλέξανδρος", "alexandros"}, {"Ελένη", "eleni"}, {"Νίκος", "nikos"}, {"Σοφία", "sofia"}},
		family: []name{{"Γεωργίου", "georgiou"}, {"Ιωάννου", "ioannou"}, {"Νικολάου", "nikolaou"}, {"Παπαδόπουλος", "papadopoulos"}},
		places: []place{berlin, london},
	},
	{
		given:  []name{{"Дмитро", "dmytro"}, {"Ірина", "iryna"}, {"Наталія", "nataliia"}, {"Олег", "oleh"}, {"Светлана", "svetlana"}},
		family: []name{{"Бондаренко", "bondarenko"}, {"Иванова", "ivanova"}, {"Коваль", "koval"}, {"Мельник", "melnyk"}, {"Шевченко", "shevchenko"}},
		places: []place{berlin, lisbon, london},
	},
	{
		given:  []name{{"अनन्या", "ananya"}, {"अर्जुन", "arjun"}, {"प्रिया", "priya"}, {"राहुल", "rahul"}, {"सुनीता", "sunita"}},
		family: []name{{"गुप्ता", "gupta"}, {"चटर्जी", "chatterjee"}, {"शर्मा", "sharma"}, {"सेन", "sen"}, {"सिंह", "singh"}},
		places: []place{kolkata, kolkata, london, newYork},
	},
	{
		given:       []name{{"伟", "wei"}, {"娜", "na"}, {"小明", "xiaoming"}, {"丽华", "lihua"}, {"志强", "zhiqiang"}},
		family:      []name{{"王", "wang"}, {"李", "li"}, {"陈", "chen"}, {"赵", "zhao"}, {"黄", "huang"}},
		familyFirst: true,
		places:      []place{london, newYork, berlin},
	},
	{
		given:  []name{{"أمينة", "amina"}, {"كريم", "karim"}, {"ليلى", "layla"}, {"يوسف", "youssef"}},
		family: []name{{"الخطيب", "alkhatib"}, {"حداد", "haddad"}, {"منصور", "mansour"}, {"نجار", "najjar"}},
		places: []place{london, berlin, nairobi},
	},
	{
		given:  []name{{"Débora", "debora"}, {"Inês", "ines"}, {"João", "joao"}, {"José", "jose"}, {"Luísa", "luisa"}, {"Thiago", "thiago"}},
		family: []name{{"Araújo", "araujo"}, {"Conceição", "conceicao"}, {"Gonçalves", "goncalves"}, {"Magalhães", "magalhaes"}, {"Núñez", "nunez"}},
		places: []place{lisbon, saoPaulo, saoPaulo, newYork},
	},
	{
		given:  []name{{"Achieng", "achieng"}, {"Amara", "amara"}, {"Dwayne", "dwayne"}, {"Maya", "maya"}, {"Otieno", "otieno"}, {"Wanjikũ", "wanjiku"}},
		family: []name{{"Carter", "carter"}, {"Mwangi", "mwangi"}, {"O’Connor", "oconnor"}, {"Odhiambo", "odhiambo"}, {"Okafor", "okafor"}, {"Rosen", "rosen"}},
		places: []place{nairobi, nairobi, newYork, london},
	},
}

var (
	departments = []string{"Data", "Design", "Platform", "Product", "Quality", "Security", "Support"}
	levels      = []string{"Engineer", "Engineer", "Senior engineer", "Senior engineer", "Staff engineer", "Lead"}
	skills      = []string{
		"Code review", "Data modelling", "Estimating", "Giving feedback", "Incident response", "Mentoring newcomers",
		"Observability", "Presenting", "Saying no", "System design", "Technical writing", "Testing",
	}
	motivations = []string{"Learn something new", "Get to know other teams", "A sounding board", "Feedback on my work"}
)

// People returns a people.csv of n made-up people for the sample program, the
// same for the same seed. One in eight is the manager of some of those after.
// Of a few people no more than one is without a partner: the first that are
// made up and can be paired so are taken.
func People(n int, seed int64) []byte {
	rng := rand.New(rand.NewPCG(uint64(seed), 0x7065657270))
	people := made(rng, n)
	for n <= fewPeople && mostPairs(people) < n/2 {
		people = made(rng, n)
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	write := func(cells []string) {
		if err := out.Write(cells); err != nil {
			panic("examples: a bytes.Buffer does not refuse: " + err.Error())
		}
	}
	write([]string{"email", "first_name", "last_name", "name", "timezone", "working_hours", "department", "level", "location",
		"manager_email", "employee_id", "status", "skills_wanted", "skills_offered", "motivation", "structure"})
	for _, p := range people {
		write(p.cells)
	}
	out.Flush()
	return b.Bytes()
}

// person is somebody made up, as a line of the file, and what decides with whom
// the sample program may pair them.
type person struct {
	cells            []string
	address, manager string
	home             place
}

// made makes n people up.
func made(rng *rand.Rand, n int) []person {
	people := make([]person, n)
	managers := []string{"ruth.adler@example.org", "pedro.salgado@example.org", "nkechi.eze@example.org"}
	for i := range people {
		c := pick(rng, cultures)
		given, family, home := pick(rng, c.given), pick(rng, c.family), pick(rng, c.places)
		full := ""
		if c.familyFirst {
			full = family.written + given.written
		}
		address := fmt.Sprintf("%s.%s.%d@example.org", given.plain, family.plain, i+1)
		wanted, offered := someSkills(rng)
		department, level, manager := pick(rng, departments), pick(rng, levels), pick(rng, managers)
		people[i] = person{address: address, manager: manager, home: home, cells: []string{address, given.written, family.written, full, home.zone, home.hours,
			department, level, home.city, manager, fmt.Sprintf("E%06d", i+1), "active", wanted, offered, pick(rng, motivations), strconv.Itoa(1 + rng.IntN(5))}}
		if i%8 == 0 {
			managers = append(managers, address)
		}
	}
	return people
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// someSkills draws what a person wants to learn and what the person can teach:
// never the same.
func someSkills(rng *rand.Rand) (wanted, offered string) {
	order := rng.Perm(len(skills))
	first, last := 1+rng.IntN(3), 4+rng.IntN(3)
	names := make([]string, len(order))
	for i, skill := range order {
		names[i] = skills[skill]
	}
	return strings.Join(names[:first], "; "), strings.Join(names[first:last], "; ")
}

// fewPeople are so few that chance may leave most of them without a partner.
const fewPeople = 10

// mostPairs is how many pairs can be made at once. It tries them all, so the
// people must be few.
func mostPairs(people []person) int {
	if len(people) < 2 {
		return 0
	}
	first, others := people[0], people[1:]
	most := mostPairs(others)
	for i, other := range others {
		if most == len(people)/2 {
			break
		}
		if first.mayMeet(other) {
			most = max(most, 1+mostPairs(slices.Concat(others[:i], others[i+1:])))
		}
	}
	return most
}

// mayMeet reports whether the sample program may pair two people.
func (p person) mayMeet(q person) bool {
	return p.manager != q.manager && p.manager != q.address && q.manager != p.address && math.Abs(p.home.east-q.home.east) <= 7
}
