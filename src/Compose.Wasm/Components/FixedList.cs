using System.Collections;

namespace Compose.Wasm.Components;

/// <summary>
/// An array of structs as a list. The runtime's own way to see such an array as a list cannot be compiled beforehand, and
/// each kind of struct would have it compiled anew at every start; this class can.
/// </summary>
internal sealed class FixedList<T> : IReadOnlyList<T>
    where T : struct
{
    private readonly T[] _items;

    private FixedList(T[] items)
    {
        _items = items;
    }

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    /// <summary>The same list, by a class of its own if it is an array. The array must not be changed any more.</summary>
    public static IReadOnlyList<T> Of(IReadOnlyList<T> items) => items is T[] array ? new FixedList<T>(array) : items;

    public IEnumerator<T> GetEnumerator()
    {
        foreach (T item in _items)
        {
            yield return item;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
