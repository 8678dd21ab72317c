namespace Compose.Wit.Resolution;

/// <summary>Orders nodes so that each comes after those it depends on; among those that are free, the first in the text comes first.</summary>
internal static class Topology
{
    /// <summary>
    /// Fills <paramref name="order"/>. If it stays shorter than the nodes, those missing lie on a cycle or depend on
    /// one. An edge may be listed more than once.
    /// </summary>
    public static void Sort(IReadOnlyList<List<int>> dependencies, List<int> order)
    {
        int count = dependencies.Count;
        var open = new int[count];
        var dependents = new List<int>?[count];
        var free = new PriorityQueue<int, int>();
        for (int node = 0; node < count; node++)
        {
            open[node] = dependencies[node].Count;
            foreach (int dependency in dependencies[node])
            {
                (dependents[dependency] ??= []).Add(node);
            }

            if (open[node] == 0)
            {
                free.Enqueue(node, node);
            }
        }

        while (free.TryDequeue(out int node, out _))
        {
            order.Add(node);
            foreach (int dependent in dependents[node] ?? [])
            {
                if (--open[dependent] == 0)
                {
                    free.Enqueue(dependent, dependent);
                }
            }
        }
    }
}
