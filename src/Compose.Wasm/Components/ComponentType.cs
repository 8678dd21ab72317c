using System.Diagnostics.CodeAnalysis;

namespace Compose.Wasm.Components;

/// <summary>The type of a component: what it needs and what it gives.</summary>
public sealed class ComponentType : DefinedType
{
    private readonly ExternList _imports;
    private readonly ExternList _exports;

    public ComponentType(
        IReadOnlyList<ComponentExtern> imports,
        IReadOnlyList<ComponentExtern> exports,
        IReadOnlyList<ResourcePath>? importedResources = null,
        IReadOnlyList<ResourcePath>? definedResources = null,
        IReadOnlyList<ResourcePath>? explicitResources = null)
    {
        _imports = new ExternList(imports);
        _exports = new ExternList(exports);
        ImportedResources = FixedList<ResourcePath>.Of(importedResources ?? []);
        DefinedResources = FixedList<ResourcePath>.Of(definedResources ?? []);
        ExplicitResources = FixedList<ResourcePath>.Of(explicitResources ?? []);
        foreach (var item in imports)
        {
            Include(item.Type.Type);
            IncludeSize(item.Type.CoreSize);
        }

        foreach (var item in exports)
        {
            Include(item.Type.Type);
            IncludeSize(item.Type.CoreSize);
        }
    }

    public IReadOnlyList<ComponentExtern> Imports => _imports.Items;

    public IReadOnlyList<ComponentExtern> Exports => _exports.Items;

    /// <summary>Resources that whoever instantiates supplies, with their place among the imports.</summary>
    public IReadOnlyList<ResourcePath> ImportedResources { get; }

    /// <summary>Resources that each instantiation makes anew and exports, with their place among the exports.</summary>
    public IReadOnlyList<ResourcePath> DefinedResources { get; }

    /// <summary>Every resource that is exported as a type, and where.</summary>
    public IReadOnlyList<ResourcePath> ExplicitResources { get; }

    public override string KindName => "component";

    public bool TryGetImport(string name, [NotNullWhen(true)] out ComponentExtern? item) => _imports.TryGet(name, out item);

    public bool TryGetExport(string name, [NotNullWhen(true)] out ComponentExtern? item) => _exports.TryGet(name, out item);
}
