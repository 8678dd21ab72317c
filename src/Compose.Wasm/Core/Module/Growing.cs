namespace Compose.Wasm.Core;

/// <summary>A list that is being read; see <see cref="IndexSpace{T}"/> for why it is not the framework's.</summary>
internal struct Growing<T>
{
    private T[]? _items;

    public int Count { get; private set; }

    public void Add(T item)
    {
        if (_items is null || Count == _items.Length)
        {
            Reserve(1);
        }

        _items![Count++] = item;
    }

    /// <summary>Makes room for that many more.</summary>
    public void Reserve(int more)
    {
        int wanted = Count + more;
        if (_items is not null && wanted <= _items.Length)
        {
            return;
        }

        var items = new T[Math.Max(wanted, 2 * Count)];
        if (_items is not null)
        {
            Array.Copy(_items, items, Count);
        }

        _items = items;
    }

    /// <summary>The items in an array of just their number; nothing may be added any more.</summary>
    public T[] Take()
    {
        if (_items is null || _items.Length != Count)
        {
            var items = new T[Count];
            if (_items is not null)
            {
                Array.Copy(_items, items, Count);
            }

            _items = items;
        }

        return _items;
    }
}
