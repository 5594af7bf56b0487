package matching

// common returns the numbers in both ascending lists.
func common(a, b []int32) []int32 {
	var both []int32
	eachCommon(a, b, func(number int32) { both = append(both, number) })
	return both
}

// countCommon counts the numbers in both ascending lists.
func countCommon(a, b []int32) int {
	count := 0
	eachCommon(a, b, func(int32) { count++ })
	return count
}

func eachCommon(a, b []int32, do func(int32)) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			do(a[0])
			a, b = a[1:], b[1:]
		}
	}
}

// likeness is how much of two sets of sizes a and b is common, from 0 to 1 (Dice
// 1945); 0 where both are empty.
func likeness(a, b, common int) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * float64(common) / float64(a+b)
}
