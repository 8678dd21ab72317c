using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// The type of a core item, free of the index space of the module it came from: type indexes within are canonical ids
/// of the <see cref="TypeInterner"/> that belongs to the validation.
/// </summary>
/// <param name="Type">Kind and type; <see cref="ExternType.TypeIndex"/> is a canonical id.</param>
/// <param name="Func">The signature of a function or tag, references within by canonical id; else null.</param>
public readonly record struct CoreItemType(ExternType Type, FuncType? Func)
{
    public ExternKind Kind => Type.Kind;

    /// <summary>Nodes of the type, as <see cref="DefinedType.EffectiveSize"/> counts them.</summary>
    internal long Size => 1 + (Func is null ? 0 : Func.Params.Length + Func.Results.Length);

    public override string ToString() => Kind switch
    {
        ExternKind.Function => "func " + Func,
        ExternKind.Tag => "tag " + Func,
        ExternKind.Table => $"table {Range(Type.Table.Limits)} {Type.Table.Element}",
        ExternKind.Memory => $"memory {Range(Type.Memory.Limits)}",
        _ => Type.Global.IsMutable ? $"global (mut {Type.Global.Value})" : $"global {Type.Global.Value}",
    };

    private static string Range(Limits limits) =>
        (limits.Is64 ? "i64 " : string.Empty) + limits.Minimum
        + (limits.Maximum is { } maximum ? ".." + maximum : "..") + (limits.IsShared ? " shared" : string.Empty);
}
