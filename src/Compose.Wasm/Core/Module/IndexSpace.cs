using System.Collections;

namespace Compose.Wasm.Core;

/// <summary>
/// An immutable list in the order of an index space. In place of <c>ImmutableArray</c>: generic code of our own
/// assembly is precompiled for our structs, generic code of the framework is not, and starting up is part of the product.
/// </summary>
public readonly struct IndexSpace<T> : IReadOnlyList<T>
{
    private readonly T[]? _items;

    /// <summary>Takes the array over; the caller must not change it any more.</summary>
    public IndexSpace(T[] items) => _items = items;

    public int Length => _items is null ? 0 : _items.Length;

    public bool IsEmpty => Length == 0;

    int IReadOnlyCollection<T>.Count => Length;

    T IReadOnlyList<T>.this[int index] => this[index];

    public ref readonly T this[int index]
    {
        get
        {
            T[]? items = _items;
            if (items is null)
            {
                throw new ArgumentOutOfRangeException(nameof(index));
            }

            return ref items[index];
        }
    }

    public ReadOnlySpan<T> AsSpan() => _items;

    public Enumerator GetEnumerator() => new(_items);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (_items ?? []).GetEnumerator();

    /// <summary>For <c>foreach</c>.</summary>
    public struct Enumerator
    {
        private readonly T[]? _items;
        private readonly int _length;
        private int _index;

        internal Enumerator(T[]? items)
        {
            _items = items;
            _length = items is null ? 0 : items.Length;
            _index = -1;
        }

        public readonly T Current => _items![_index];

        public bool MoveNext() => ++_index < _length;
    }
}
