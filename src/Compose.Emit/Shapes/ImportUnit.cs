using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>One import of a component, with what the compiler asks of it again and again.</summary>
internal sealed class ImportUnit
{
    private MergedInterface? _alone;

    public ImportUnit(ComponentUnit unit, int index, ComponentExtern declaration)
    {
        Unit = unit;
        Index = index;
        Extern = declaration;
        Track = declaration.Interface?.TrackKey ?? declaration.Name;
    }

    public ComponentUnit Unit { get; }

    /// <summary>Position among the imports.</summary>
    public int Index { get; }

    public ComponentExtern Extern { get; }

    public string Name => Extern.Name;

    /// <summary>Package, interface and semver track; the name itself for what is no interface.</summary>
    public string Track { get; }

    public InstanceType? Instance => Extern.Type.AsInstance;

    /// <summary>The resources that occur in the import's type, in order of appearance.</summary>
    public IReadOnlyList<ResourceId> Mentions { get; set; } = [];

    /// <summary>The import by itself, as an interface to be written.</summary>
    public MergedInterface Alone => _alone ??= MergedInterface.Of([this]);

    /// <summary>The tracks other than its own whose resources occur in the import's type.</summary>
    public IReadOnlyList<string> Uses { get; set; } = [];
}
