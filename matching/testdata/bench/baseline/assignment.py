"""assignment.py GRAPH: scipy's linear_sum_assignment on a dense bipartite graph."""
import sys
import time

import numpy
from scipy.optimize import linear_sum_assignment

with open(sys.argv[1], "rb") as file:
    left, right = map(int, file.readline().split()[2:4])
    weight = numpy.zeros((left, right))
    while text := file.read(1 << 22) + file.readline():  # a few MB at a time, which costs no memory that counts
        i, j, w = numpy.fromstring(text.replace(b"e", b" "), dtype=numpy.int64, sep=" ").reshape(-1, 3).T
        weight[i, j] = w

began = time.process_time()
rows, columns = linear_sum_assignment(weight, maximize=True)
solve = time.process_time() - began
print(f"pairs={len(rows)} weight={int(weight[rows, columns].sum())} solve={solve:.3f}")
