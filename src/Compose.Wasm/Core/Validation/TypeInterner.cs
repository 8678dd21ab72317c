namespace Compose.Wasm.Core;

/// <summary>
/// Gives equal types equal numbers. Recursion groups of the same structure are one group (iso-recursive equality, core
/// specification 3.1.2 and 3.3): each type gets the <i>canonical id</i> of the first structure like it that the interner
/// saw, within one module or, if an engine shares one interner, across modules. Thread-safe.
/// </summary>
/// <remarks>
/// A group lives as long as someone holds it: what was interned as often as it was released is forgotten, and its ids
/// are given to other types. Who never releases keeps what it interned.
/// </remarks>
public sealed class TypeInterner
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Group> _groups = [];
    private readonly Dictionary<int, Group> _byFirst = [];

    /// <summary>First ids of forgotten groups, by the number of their types.</summary>
    private readonly Dictionary<int, Stack<int>> _free = [];
    private Entry[] _entries = new Entry[64];
    private int _count;

    /// <summary>Groups of types that are held.</summary>
    public int GroupCount
    {
        get
        {
            lock (_lock)
            {
                return _groups.Count;
            }
        }
    }

    private readonly record struct Entry(CompositeKind Kind, int Supertype, int Depth);

    /// <summary>
    /// The canonical ids of a module's types, in order. All type indexes must be in range and supertypes must come
    /// first, as the validator checks.
    /// </summary>
    public int[] Intern(ReadOnlySpan<SubType> types)
    {
        var ids = new int[types.Length];
        for (int start = 0; start < types.Length; start += types[start].GroupLength)
        {
            InternGroup(types, start, ids);
        }

        return ids;
    }

    /// <summary>Interns the group that begins at <paramref name="start"/>; earlier groups have their ids already.</summary>
    public void InternGroup(ReadOnlySpan<SubType> types, int start, Span<int> ids)
    {
        int length = types[start].GroupLength;
        Growing<ulong> content = default;
        for (int i = start; i < start + length; i++)
        {
            Encode(types[i], start, ids, ref content);
        }

        var key = new Key(content.Take());
        lock (_lock)
        {
            if (!_groups.TryGetValue(key, out Group? group))
            {
                int first = _free.TryGetValue(length, out Stack<int>? free) && free.TryPop(out int known) ? known : _count;
                group = new Group(key, first);
                Add(types.Slice(start, length), start, first, ids);
                _groups.Add(key, group);
                _byFirst.Add(first, group);
            }

            group.Holders++;
            for (int i = 0; i < length; i++)
            {
                ids[start + i] = group.First + i;
            }
        }
    }

    /// <summary>
    /// Gives up what <see cref="Intern"/> gave for the same types: whoever interned them compares their ids no more. A
    /// group refers only to groups that its holders hold too, so all of a module's are released together.
    /// </summary>
    public void Release(ReadOnlySpan<SubType> types, ReadOnlySpan<int> ids)
    {
        lock (_lock)
        {
            for (int start = 0; start < types.Length; start += types[start].GroupLength)
            {
                Group group = _byFirst[ids[start]];
                if (--group.Holders > 0)
                {
                    continue;
                }

                _groups.Remove(group.Key);
                _byFirst.Remove(group.First);
                int length = types[start].GroupLength;
                if (!_free.TryGetValue(length, out Stack<int>? free))
                {
                    _free.Add(length, free = new Stack<int>());
                }

                free.Push(group.First);
            }
        }
    }

    /// <summary>What the type with this canonical id defines.</summary>
    public CompositeKind KindOf(int id) => Volatile.Read(ref _entries)[id].Kind;

    /// <summary>Whether the type <paramref name="id"/> is, or extends, the type <paramref name="super"/>.</summary>
    public bool IsSubtype(int id, int super)
    {
        if (id == super)
        {
            return true;
        }

        Entry[] entries = Volatile.Read(ref _entries);
        int depth = entries[super].Depth;
        while (entries[id].Depth > depth)
        {
            id = entries[id].Supertype;
        }

        return id == super;
    }

    /// <summary>Number of supertypes above the type.</summary>
    internal int DepthOf(int id) => Volatile.Read(ref _entries)[id].Depth;

    /// <summary>The type with concrete references made canonical by a module's <paramref name="ids"/>.</summary>
    public static ValType Canonical(ValType type, ReadOnlySpan<int> ids) =>
        type.IsRef && type.Heap.IsConcrete ? ValType.Ref(HeapType.Concrete(ids[type.Heap.TypeIndex]), type.IsNullable) : type;

    /// <summary>
    /// Whether a value of type <paramref name="type"/> may stand where <paramref name="super"/> is asked for; concrete
    /// references of both hold canonical ids.
    /// </summary>
    public bool Matches(ValType type, ValType super)
    {
        if (type == super || type.IsBottom)
        {
            return true;
        }

        return type.IsRef && super.IsRef && (!type.IsNullable || super.IsNullable) && Matches(type.Heap, super.Heap);
    }

    /// <summary>As the other overload, for heap types.</summary>
    public bool Matches(HeapType type, HeapType super)
    {
        if (type == super || type.Kind == HeapKind.Bottom)
        {
            return true;
        }

        if (type.IsConcrete)
        {
            return super.IsConcrete
                ? IsSubtype(type.TypeIndex, super.TypeIndex)
                : MatchesAbstract(AbstractOf(KindOf(type.TypeIndex)), super.Kind);
        }

        return super.IsConcrete
            ? type.Kind == (KindOf(super.TypeIndex) == CompositeKind.Func ? HeapKind.NoFunc : HeapKind.None)
            : MatchesAbstract(type.Kind, super.Kind);
    }

    /// <summary>The abstract heap type above a composite type.</summary>
    public static HeapKind AbstractOf(CompositeKind kind) => kind switch
    {
        CompositeKind.Func => HeapKind.Func,
        CompositeKind.Struct => HeapKind.Struct,
        _ => HeapKind.Array,
    };

    private static bool MatchesAbstract(HeapKind type, HeapKind super) => type == super || super switch
    {
        HeapKind.Any => type is HeapKind.Eq or HeapKind.I31 or HeapKind.Struct or HeapKind.Array or HeapKind.None,
        HeapKind.Eq => type is HeapKind.I31 or HeapKind.Struct or HeapKind.Array or HeapKind.None,
        HeapKind.I31 or HeapKind.Struct or HeapKind.Array => type == HeapKind.None,
        HeapKind.Func => type == HeapKind.NoFunc,
        HeapKind.Extern => type == HeapKind.NoExtern,
        HeapKind.Exn => type == HeapKind.NoExn,
        _ => false,
    };

    private void Add(ReadOnlySpan<SubType> group, int start, int first, ReadOnlySpan<int> ids)
    {
        Entry[] entries = _entries;
        if (first + group.Length > entries.Length)
        {
            Array.Resize(ref entries, Math.Max(first + group.Length, entries.Length * 2));
        }

        for (int i = 0; i < group.Length; i++)
        {
            int super = group[i].Supertype;
            super = super < 0 ? -1 : super >= start ? first + super - start : ids[super];
            entries[first + i] = new Entry(group[i].Kind, super, super < 0 ? 0 : entries[super].Depth + 1);
        }

        _count = Math.Max(_count, first + group.Length);
        Volatile.Write(ref _entries, entries);
    }

    private static void Encode(SubType type, int start, ReadOnlySpan<int> ids, ref Growing<ulong> content)
    {
        ulong super = type.Supertype < 0 ? 0 : Reference(type.Supertype, start, ids) + 1;
        content.Add((ulong)type.Kind | (type.IsFinal ? 0x100ul : 0) | (super << 9));
        if (type.Func is { } func)
        {
            content.Add(((ulong)func.Params.Length << 32) | (uint)func.Results.Length);
            foreach (ValType value in func.Params)
            {
                content.Add(Encode(value, start, ids));
            }

            foreach (ValType value in func.Results)
            {
                content.Add(Encode(value, start, ids));
            }

            return;
        }

        content.Add((ulong)type.Fields.Length);
        foreach (FieldType field in type.Fields)
        {
            content.Add((Encode(field.Storage, start, ids) << 1) | (field.IsMutable ? 1ul : 0));
        }
    }

    private static ulong Encode(ValType type, int start, ReadOnlySpan<int> ids)
    {
        if (!type.IsRef)
        {
            return (ulong)type.Kind;
        }

        ulong head = 0x80ul | (ulong)type.Heap.Kind | (type.IsNullable ? 0x100ul : 0);
        return type.Heap.IsConcrete ? head | (Reference(type.Heap.TypeIndex, start, ids) << 9) : head;
    }

    // References into the group count from its start and carry a mark; those to earlier groups are canonical.
    private static ulong Reference(int typeIndex, int start, ReadOnlySpan<int> ids) =>
        typeIndex >= start ? (1ul << 32) | (uint)(typeIndex - start) : (uint)ids[typeIndex];

    private sealed class Group(Key key, int first)
    {
        public Key Key { get; } = key;

        public int First { get; } = first;

        public int Holders { get; set; }
    }

    // A class: dictionaries of references are precompiled.
    private sealed class Key(ulong[] content) : IEquatable<Key>
    {
        private readonly ulong[] _content = content;

        public bool Equals(Key? other) => other is not null && _content.AsSpan().SequenceEqual(other._content);

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (ulong word in _content)
            {
                hash.Add((int)word);
                hash.Add((int)(word >> 32));
            }

            return hash.ToHashCode();
        }
    }
}
