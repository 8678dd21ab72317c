namespace Compose.Wasm.Core;

/// <summary>The types of one module with their canonical ids: answers whether one type matches another.</summary>
public sealed class ModuleTypes
{
    private readonly int[] _ids;

    internal ModuleTypes(CoreModule module, TypeInterner interner)
    {
        Module = module;
        Interner = interner;
        _ids = new int[module.Types.Length];
    }

    public CoreModule Module { get; }

    public TypeInterner Interner { get; }

    /// <summary>Canonical id of every type index, in <see cref="Interner"/>.</summary>
    public ReadOnlySpan<int> Ids => _ids;

    internal int[] IdArray => _ids;

    /// <summary>Whether <paramref name="type"/> may stand where <paramref name="super"/> is asked for; indexes of the module.</summary>
    public bool Matches(ValType type, ValType super)
    {
        if (type == super || type.IsBottom)
        {
            return true;
        }

        return type.IsRef && super.IsRef &&
            Interner.Matches(TypeInterner.Canonical(type, _ids), TypeInterner.Canonical(super, _ids));
    }

    /// <summary>Whether both are one type.</summary>
    public bool AreEqual(ValType left, ValType right) =>
        left == right || TypeInterner.Canonical(left, _ids) == TypeInterner.Canonical(right, _ids);

    /// <summary>Whether a list of types matches another of the same length, each in its place.</summary>
    public bool Matches(ReadOnlySpan<ValType> types, ReadOnlySpan<ValType> supers)
    {
        if (types.Length != supers.Length)
        {
            return false;
        }

        for (int i = 0; i < types.Length; i++)
        {
            if (!Matches(types[i], supers[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The highest heap type of the hierarchy that <paramref name="heap"/> belongs to.</summary>
    public HeapType TopOf(HeapType heap) => HeapType.Of(heap.Kind switch
    {
        HeapKind.Concrete => Module.Types[heap.TypeIndex].IsFunc ? HeapKind.Func : HeapKind.Any,
        HeapKind.Func or HeapKind.NoFunc => HeapKind.Func,
        HeapKind.Extern or HeapKind.NoExtern => HeapKind.Extern,
        HeapKind.Exn or HeapKind.NoExn => HeapKind.Exn,
        _ => HeapKind.Any,
    });
}
