package program

// Strangers are the addresses that the Program keeps apart and that none of
// people has, each once: a mistyped one keeps nobody apart. Of a Program that
// has no people yet nobody is a stranger.
func (p *Program) Strangers(people []Person) []Address {
	if len(people) == 0 {
		return nil
	}
	known := make(map[string]bool, len(people))
	for _, person := range people {
		known[person.Address.Key()] = true
	}
	var strangers []Address
	for _, pair := range p.Pairing.DoNotPair {
		for _, a := range pair {
			if !known[a.Key()] {
				known[a.Key()] = true
				strangers = append(strangers, a)
			}
		}
	}
	return strangers
}
