// lemon matching|flow GRAPH
//
// The baselines of LEMON 1.3.1: MaxWeightedMatching, an exact blossom
// algorithm, for peers; CostScaling, a min-cost circulation, for two sides of
// any capacities. Prints what bench reads: pairs=… weight=… solve=….
#include <lemon/cost_scaling.h>
#include <lemon/matching.h>
#include <lemon/smart_graph.h>
#include <lemon/static_graph.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

struct Edge {
  int i, j, weight;
};

struct Graph {
  int left = 0, right = 0;
  std::vector<int> capacity;
  std::vector<Edge> edges;
};

static Graph read(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  Graph g;
  char line[256];
  while (fgets(line, sizeof line, file)) {
    long a, b, c;
    if (sscanf(line, "p bipartite %ld %ld %ld", &a, &b, &c) == 3) {
      g.left = a, g.right = b;
      g.edges.reserve(c);
      g.capacity.assign(a + b, 1);
    } else if (sscanf(line, "p peer %ld %ld", &a, &b) == 2) {
      g.left = a;
      g.edges.reserve(b);
      g.capacity.assign(a, 1);
    } else if (line[0] == 'c') {
      char *rest = line + 1;
      a = strtol(rest, &rest, 10);
      g.capacity.at(a) = strtol(rest, &rest, 10);
    } else if (line[0] == 'e') {
      char *rest = line + 1;
      a = strtol(rest, &rest, 10), b = strtol(rest, &rest, 10), c = strtol(rest, &rest, 10);
      g.edges.push_back({int(a), int(b), int(c)});
    }
  }
  fclose(file);
  return g;
}

static double cpuSeconds() {
  rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void tell(long pairs, long long weight, double began) {
  printf("pairs=%ld weight=%lld solve=%.3f\n", pairs, weight, cpuSeconds() - began);
}

// What counts as solving is the solver's own work, not the copying of the graph
// into LEMON's classes.
static void matching(const Graph &g) {
  lemon::SmartGraph graph;
  graph.reserveNode(g.left);
  graph.reserveEdge(g.edges.size());
  for (int v = 0; v < g.left; v++) graph.addNode();
  lemon::SmartGraph::EdgeMap<long long> weight(graph);
  for (const Edge &e : g.edges) weight[graph.addEdge(graph.nodeFromId(e.i), graph.nodeFromId(e.j))] = e.weight;

  double began = cpuSeconds();
  lemon::MaxWeightedMatching<lemon::SmartGraph, lemon::SmartGraph::EdgeMap<long long>> solver(graph, weight);
  solver.fractionalInit(); // the faster of its two ways to begin
  solver.start();
  tell(solver.matchingSize(), solver.matchingWeight(), began);
}

// A circulation: from the source to the left, along the edges, from the right
// to the sink, and back for nothing. Whoever is better off unpaired stays so.
static void flow(Graph &g) {
  std::stable_sort(g.edges.begin(), g.edges.end(), [](const Edge &a, const Edge &b) { return a.i < b.i; });
  int source = g.left + g.right, sink = source + 1;
  std::vector<std::pair<int, int>> ends;
  ends.reserve(g.edges.size() + g.left + g.right + 1);
  for (const Edge &e : g.edges) ends.push_back({e.i, g.left + e.j});
  for (int v = 0; v < g.right; v++) ends.push_back({g.left + v, sink});
  for (int v = 0; v < g.left; v++) ends.push_back({source, v});
  ends.push_back({sink, source});

  lemon::StaticDigraph graph;
  graph.build(g.left + g.right + 2, ends.begin(), ends.end());
  lemon::StaticDigraph::ArcMap<long long> upper(graph), cost(graph, 0);
  long long all = 0;
  for (int c : g.capacity) all += c;
  for (int a = 0; a < graph.arcNum(); a++) {
    auto [from, to] = ends[a];
    auto arc = graph.arc(a);
    upper[arc] = from == sink ? all : from == source ? g.capacity[to] : to == sink ? g.capacity[from] : 1;
    if (a < int(g.edges.size())) cost[arc] = -g.edges[a].weight;
  }

  double began = cpuSeconds();
  lemon::CostScaling<lemon::StaticDigraph, long long, long long> solver(graph);
  solver.upperMap(upper).costMap(cost).run();
  long pairs = 0;
  for (int a = 0; a < int(g.edges.size()); a++) pairs += solver.flow(graph.arc(a));
  tell(pairs, -solver.totalCost<long long>(), began);
}

int main(int count, char **args) {
  if (count != 3) return 2;
  Graph g = read(args[2]);
  if (!strcmp(args[1], "flow"))
    flow(g);
  else
    matching(g);
}
