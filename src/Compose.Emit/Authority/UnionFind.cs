namespace Compose.Emit.Authority;

/// <summary>Disjoint sets of the numbers below a bound.</summary>
internal sealed class UnionFind
{
    private readonly int[] _parent;

    public UnionFind(int count)
    {
        _parent = new int[count];
        for (int i = 0; i < count; i++)
        {
            _parent[i] = i;
        }
    }

    public int Find(int item)
    {
        int root = item;
        while (_parent[root] != root)
        {
            root = _parent[root];
        }

        while (_parent[item] != root)
        {
            (item, _parent[item]) = (_parent[item], root);
        }

        return root;
    }

    /// <summary>Unites two sets; the smaller root represents the result, whatever the order of calls.</summary>
    public void Union(int a, int b)
    {
        a = Find(a);
        b = Find(b);
        if (a != b)
        {
            _parent[Math.Max(a, b)] = Math.Min(a, b);
        }
    }
}
