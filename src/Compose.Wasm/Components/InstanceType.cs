using System.Diagnostics.CodeAnalysis;

namespace Compose.Wasm.Components;

/// <summary>The type of an instance: named exports in order.</summary>
public sealed class InstanceType : DefinedType
{
    private readonly ExternList _exports;

    public InstanceType(
        IReadOnlyList<ComponentExtern> exports,
        IReadOnlyList<ResourceId>? definedResources = null,
        IReadOnlyList<ResourcePath>? explicitResources = null)
    {
        _exports = new ExternList(exports);
        DefinedResources = definedResources ?? [];
        ExplicitResources = FixedList<ResourcePath>.Of(explicitResources ?? []);
        foreach (var item in exports)
        {
            Include(item.Type.Type);
            IncludeSize(item.Type.CoreSize);
        }

        ContainsResource |= DefinedResources.Count > 0;
    }

    public IReadOnlyList<ComponentExtern> Exports => _exports.Items;

    /// <summary>
    /// Resources that the type itself introduces: variables, new for each import or export that uses the type. Empty
    /// for the type of an instance that exists.
    /// </summary>
    public IReadOnlyList<ResourceId> DefinedResources { get; }

    /// <summary>Every resource that is exported as a type, and where; nested instances included.</summary>
    public IReadOnlyList<ResourcePath> ExplicitResources { get; }

    public override string KindName => "instance";

    public bool TryGetExport(string name, [NotNullWhen(true)] out ComponentExtern? item) => _exports.TryGet(name, out item);
}
