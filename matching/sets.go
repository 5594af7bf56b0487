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

// likeness is how much of two ascending lists is common, from 0 to 1 (Dice
// 1945); 0 where one is empty.
func likeness(a, b []int32) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(countCommon(a, b)) / float64(len(a)+len(b))
}
