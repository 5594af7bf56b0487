package matching

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
)

// LineError says what is wrong with a line of a graph's file, in one sentence.
type LineError struct {
	Line int
	Says string
}

func (e *LineError) Error() string { return fmt.Sprintf("%d: %s", e.Line, e.Says) }

// mostVertices is more people than any organisation has.
const mostVertices = 50_000_000

// longestLine is more than any line of a graph's file needs.
const longestLine = 256

// ReadGraph reads a graph as text, a line each:
//
//	# a comment
//	p peer N M              N vertices, M edges; or
//	p bipartite NA NB M     NA vertices on the left, NB on the right
//	c i capacity            vertex i may have so many partners (else 1)
//	l i least               vertex i must have so many (else 0)
//	e i j weight            weight from 0 to MostWeight, an integer
//
// Vertices count from 0. In c and l lines those on the right come after those
// on the left; in e lines they count from 0 again. What is wrong is a
// *LineError. Memory follows what the file holds, not what it claims.
func ReadGraph(r io.Reader) (Graph, error) {
	g := &graphReader{lines: bufio.NewReaderSize(r, 1<<16)}
	for {
		line, err := g.lines.ReadSlice('\n')
		if len(line) == 0 && err == io.EOF {
			break
		}
		g.line++
		if err == bufio.ErrBufferFull || len(line) > longestLine {
			return Graph{}, g.wrong("found a line of more than %d characters, expected a graph's", longestLine)
		}
		if err != nil && err != io.EOF {
			return Graph{}, fmt.Errorf("read line %d: %w", g.line, err)
		}
		if err := g.read(g.split(line)); err != nil {
			return Graph{}, err
		}
	}
	return g.end()
}

type graphReader struct {
	lines    *bufio.Reader
	line     int
	fields   [][]byte // of the line
	edges    [][]Edge // blocks of edgesBlock
	count    int
	runs     []run // of edges on lines that follow each other
	header   bool
	right    int // vertices on the right
	want     int // edges that the header tells of
	graph    Graph
	capacity map[int32]int32
	least    map[int32]int32
}

func (g *graphReader) wrong(format string, args ...any) error {
	return &LineError{g.line, fmt.Sprintf(format, args...)}
}

// edgesBlock is how many edges are read into one piece of memory. A single one,
// grown again and again, would take more than twice as much as the edges do.
const edgesBlock = 1 << 16

// split cuts a line at its spaces. The next line overwrites what it returns.
func (g *graphReader) split(line []byte) [][]byte {
	g.fields = g.fields[:0]
	from := -1
	for at, c := range line {
		switch space := c == ' ' || c == '\t' || c == '\r' || c == '\n'; {
		case space && from >= 0:
			g.fields = append(g.fields, line[from:at])
			from = -1
		case !space && from < 0:
			from = at
		}
	}
	if from >= 0 {
		g.fields = append(g.fields, line[from:])
	}
	return g.fields
}

func (g *graphReader) read(fields [][]byte) error {
	if len(fields) == 0 || fields[0][0] == '#' {
		return nil
	}
	kind := string(fields[0])
	if (kind == "p") == g.header {
		if g.header {
			return g.wrong("found a second p line, expected one")
		}
		return g.wrong("found %q, expected the p line first", kind)
	}
	switch kind {
	case "e":
		return g.readEdge(fields)
	case "p":
		return g.readHeader(fields)
	case "c":
		return g.readBound(fields, &g.capacity, 1)
	case "l":
		return g.readBound(fields, &g.least, 0)
	}
	return g.wrong("found %q, expected a line that begins with p, c, l, e or #", kind)
}

func (g *graphReader) readHeader(fields [][]byte) error {
	if len(fields) < 2 {
		return g.wrong("found p alone, expected: p peer N M, or: p bipartite NA NB M")
	}
	var numbers []int
	form := string(fields[1])
	switch {
	case form == "peer" && len(fields) == 4, form == "bipartite" && len(fields) == 5:
		for at, field := range fields[2:] {
			most := mostVertices
			if at == len(fields)-3 {
				most = math.MaxInt32 / 4
			}
			number, err := g.number(field, "a count", 0, most)
			if err != nil {
				return err
			}
			numbers = append(numbers, number)
		}
	default:
		return g.wrong("found p %s with %d numbers, expected: p peer N M, or: p bipartite NA NB M", form, len(fields)-2)
	}
	g.header = true
	g.want = numbers[len(numbers)-1]
	g.graph.N = numbers[0]
	if form == "bipartite" {
		g.graph.Left, g.right = numbers[0], numbers[1]
		g.graph.N += g.right
		if g.graph.N > mostVertices || g.graph.Left == 0 && g.want > 0 {
			return g.wrong("found %d and %d vertices, expected some on the left, and at most %d in all", g.graph.Left, g.right, mostVertices)
		}
	}
	return nil
}

func (g *graphReader) readBound(fields [][]byte, of *map[int32]int32, least int) error {
	if len(fields) != 3 {
		return g.wrong("found %d numbers after %s, expected a vertex and a number of partners", len(fields)-1, fields[0])
	}
	v, err := g.vertex(fields[1], 0, g.graph.N)
	if err != nil {
		return err
	}
	number, err := g.number(fields[2], "a number of partners", least, max(g.graph.N, 1))
	if err != nil {
		return err
	}
	if *of == nil {
		*of = map[int32]int32{}
	}
	if _, twice := (*of)[v]; twice {
		return g.wrong("found a second %s line of vertex %d, expected one", fields[0], v)
	}
	(*of)[v] = int32(number)
	return nil
}

func (g *graphReader) readEdge(fields [][]byte) error {
	if len(fields) != 4 {
		return g.wrong("found %d numbers after e, expected two vertices and a weight", len(fields)-1)
	}
	first, second := g.graph.N, g.graph.N
	if g.graph.Left > 0 {
		first, second = g.graph.Left, g.right
	}
	i, err := g.vertex(fields[1], 0, first)
	if err != nil {
		return err
	}
	j, err := g.vertex(fields[2], int32(g.graph.Left), second)
	if err != nil {
		return err
	}
	if i == j {
		return g.wrong("found an edge of vertex %d with itself, expected another vertex", i)
	}
	weight, err := g.number(fields[3], "a weight", 0, MostWeight)
	if err != nil {
		return err
	}
	if g.count == g.want {
		return g.wrong("found one edge more than the %d that the p line tells of", g.want)
	}
	if g.count%edgesBlock == 0 {
		g.edges = append(g.edges, make([]Edge, 0, min(edgesBlock, g.want-g.count)))
	}
	if last := len(g.runs) - 1; last < 0 || g.runs[last].line+g.count-g.runs[last].edge != g.line {
		g.runs = append(g.runs, run{g.count, g.line})
	}
	last := &g.edges[len(g.edges)-1]
	*last = append(*last, Edge{I: min(i, j), J: max(i, j), Weight: int32(weight)})
	g.count++
	return nil
}

// vertex reads a number below count, of those that begin at from.
func (g *graphReader) vertex(field []byte, from int32, count int) (int32, error) {
	v, err := g.number(field, "a vertex", 0, count-1)
	return int32(v) + from, err
}

func (g *graphReader) number(field []byte, what string, least, most int) (int, error) {
	number, err := strconv.Atoi(string(field))
	if err != nil || number < least || number > most {
		return 0, g.wrong("found %q, expected %s, an integer from %d to %d", field, what, least, most)
	}
	return number, nil
}

// end returns the graph once the counts agree and no edge is there twice.
func (g *graphReader) end() (Graph, error) {
	if !g.header {
		return Graph{}, g.wrong("found no p line, expected: p peer N M, or: p bipartite NA NB M")
	}
	if g.count != g.want {
		return Graph{}, g.wrong("found the end after %d edges, expected the %d that the p line tells of; is the file whole?", g.count, g.want)
	}
	if g.graph.N > 1000+100*(g.count+len(g.capacity)) {
		return Graph{}, g.wrong("found %d vertices and %d edges, expected an edge for at least one in a hundred", g.graph.N, g.count)
	}
	if err := g.sort(); err != nil {
		return Graph{}, err
	}
	if g.capacity != nil {
		g.graph.Capacity = filled(g.graph.N, 1)
	}
	for v, capacity := range g.capacity {
		g.graph.Capacity[v] = capacity
	}
	if g.least != nil {
		g.graph.Least = make([]int32, g.graph.N)
	}
	for v, least := range g.least {
		if least > g.graph.capacity(v) {
			return Graph{}, g.wrong("found that vertex %d must have %d partners and may have %d, expected no more than it may", v, least, g.graph.capacity(v))
		}
		g.graph.Least[v] = least
	}
	return g.graph, nil
}
