using System.Runtime.InteropServices;
using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// The core types of one scope: recursion groups with their canonical ids, and module types, in one index space.
/// </summary>
internal sealed class CoreTypeSpace(TypeInterner interner)
{
    private readonly List<SubType> _types = [];
    private readonly List<int> _ids = [];
    private readonly List<CoreTypeEntry> _entries = [];

    public int Count => _entries.Count;

    public TypeInterner Interner { get; } = interner;

    public ReadOnlySpan<int> Ids => CollectionsMarshal.AsSpan(_ids);

    public void Add(CoreModuleType module) => Add(new CoreTypeEntry(module, -1, null, [], null));

    /// <summary>Adds a type of another scope.</summary>
    public void Add(CoreTypeEntry entry)
    {
        _types.Add(null!);
        _ids.Add(entry.Id);
        _entries.Add(entry);
    }

    /// <summary>Adds a recursion group whose type indexes are those of this space.</summary>
    public void Add(IReadOnlyList<SubType> group, long offset)
    {
        var start = _entries.Count;
        for (var i = 0; i < group.Count; i++)
        {
            Check(group[i], start + i, start + group.Count, offset);
        }

        foreach (var type in group)
        {
            _types.Add(type);
            _ids.Add(-1);
        }

        if (group.Count > 0)
        {
            Interner.InternGroup(CollectionsMarshal.AsSpan(_types), start, CollectionsMarshal.AsSpan(_ids));
        }

        for (var i = 0; i < group.Count; i++)
        {
            var func = group[i].Func is { } type ? Canonical(type, Ids) : null;
            _entries.Add(new CoreTypeEntry(null, _ids[start + i], func, Canonical(group[i].Fields, Ids), group[i]));
        }

        for (var i = 0; i < group.Count; i++)
        {
            CheckSupertype(_entries[start + i], offset);
        }
    }

    /// <summary>The type at an index; fails if there is none.</summary>
    public CoreTypeEntry At(int index, long offset)
    {
        if ((uint)index >= (uint)_entries.Count)
        {
            WasmErrors.Invalid(offset, $"unknown core type {index}");
        }

        return _entries[index];
    }

    /// <summary>The type of an import or export, whose indexes are those of this space, in canonical form.</summary>
    public CoreItemType Item(ExternType type, long offset)
    {
        switch (type.Kind)
        {
            case ExternKind.Function or ExternKind.Tag:
                var entry = At(type.TypeIndex, offset);
                if (entry.Func is null)
                {
                    WasmErrors.Invalid(offset, $"core type {type.TypeIndex} is not a function type");
                }

                if (type.Kind == ExternKind.Tag && entry.Func.Results.Length > 0)
                {
                    WasmErrors.Invalid(offset, "the type of a tag has results");
                }

                return new CoreItemType(
                    type.Kind == ExternKind.Function ? ExternType.Function(entry.Id) : ExternType.Tag(entry.Id), entry.Func);
            case ExternKind.Table:
                CheckReference(type.Table.Element, Count, offset);
                return new CoreItemType(ExternType.Of(new TableType(TypeInterner.Canonical(type.Table.Element, Ids), type.Table.Limits)), null);
            case ExternKind.Global:
                CheckReference(type.Global.Value, Count, offset);
                return new CoreItemType(ExternType.Of(new GlobalType(TypeInterner.Canonical(type.Global.Value, Ids), type.Global.IsMutable)), null);
            default:
                return new CoreItemType(type, null);
        }
    }

    /// <summary>A function type with canonical ids in place of indexes.</summary>
    public static FuncType Canonical(FuncType type, ReadOnlySpan<int> ids)
    {
        if (!HasIndexes(type.Params) && !HasIndexes(type.Results))
        {
            return type;
        }

        return new FuncType(Canonical(type.Params, ids), Canonical(type.Results, ids));
    }

    private static ValType[] Canonical(ReadOnlySpan<ValType> types, ReadOnlySpan<int> ids)
    {
        var result = types.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = TypeInterner.Canonical(result[i], ids);
        }

        return result;
    }

    private static bool HasIndexes(ReadOnlySpan<ValType> types)
    {
        foreach (var type in types)
        {
            if (type.IsRef && type.Heap.IsConcrete)
            {
                return true;
            }
        }

        return false;
    }

    private void Check(SubType type, int index, int end, long offset)
    {
        if (type.Supertype >= 0)
        {
            if (type.Supertype >= index)
            {
                WasmErrors.Invalid(offset, $"unknown supertype {type.Supertype}");
            }

            if (type.Supertype < _entries.Count && _entries[type.Supertype].Module is not null)
            {
                WasmErrors.Invalid(offset, $"core type {type.Supertype} is a module type and cannot be a supertype");
            }
        }

        if (type.Func is { } func)
        {
            foreach (var value in func.Params)
            {
                CheckReference(value, end, offset);
            }

            foreach (var value in func.Results)
            {
                CheckReference(value, end, offset);
            }
        }

        foreach (var field in type.Fields)
        {
            CheckReference(field.Storage, end, offset);
        }
    }

    public static FieldType[] Canonical(ReadOnlySpan<FieldType> fields, ReadOnlySpan<int> ids)
    {
        var result = fields.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new FieldType(TypeInterner.Canonical(result[i].Storage, ids), result[i].IsMutable);
        }

        return result;
    }

    /// <summary>A supertype is open, of the same kind, and its structure is a prefix (core specification 3.2.13).</summary>
    private void CheckSupertype(CoreTypeEntry type, long offset)
    {
        if (type.Syntax!.Supertype < 0)
        {
            return;
        }

        var super = _entries[type.Syntax.Supertype];
        if (super.Syntax!.IsFinal)
        {
            WasmErrors.Invalid(offset, $"a core type cannot extend the final type {type.Syntax.Supertype}");
        }

        if (super.Syntax.Kind != type.Syntax.Kind || !Extends(type, super))
        {
            WasmErrors.Invalid(offset, $"a core type does not match its supertype {type.Syntax.Supertype}");
        }

        if (Interner.DepthOf(type.Id) > WasmLimits.SubtypeDepth)
        {
            WasmErrors.LimitExceeded(offset, "supertypes of a type", WasmLimits.SubtypeDepth + 1, WasmLimits.SubtypeDepth);
        }
    }

    private bool Extends(CoreTypeEntry type, CoreTypeEntry super)
    {
        if (type.Func is { } func)
        {
            return Match(super.Func!.Params, func.Params) && Match(func.Results, super.Func.Results);
        }

        if (type.Fields.Length < super.Fields.Length)
        {
            return false;
        }

        for (var i = 0; i < super.Fields.Length; i++)
        {
            var (field, above) = (type.Fields[i], super.Fields[i]);
            var exact = above.IsMutable || field.Storage.IsPacked || above.Storage.IsPacked;
            if (field.IsMutable != above.IsMutable
                || !(exact ? field.Storage == above.Storage : Interner.Matches(field.Storage, above.Storage)))
            {
                return false;
            }
        }

        return true;
    }

    private bool Match(ReadOnlySpan<ValType> types, ReadOnlySpan<ValType> supers)
    {
        if (types.Length != supers.Length)
        {
            return false;
        }

        for (var i = 0; i < types.Length; i++)
        {
            if (!Interner.Matches(types[i], supers[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void CheckReference(ValType type, int end, long offset)
    {
        if (!type.IsRef || !type.Heap.IsConcrete)
        {
            return;
        }

        var index = type.Heap.TypeIndex;
        if (index >= end)
        {
            WasmErrors.Invalid(offset, $"unknown core type {index}");
        }

        if (index < _entries.Count && _entries[index].Module is not null)
        {
            WasmErrors.Invalid(offset, $"core type {index} is a module type and cannot be referred to");
        }
    }
}
