namespace Compose.Wasm.Components;

/// <summary>An import or export with its name, type and attributes.</summary>
public sealed class ComponentExtern
{
    public ComponentExtern(ExternName name, ComponentExternType type, ExternAttributes attributes = default)
    {
        ExternName = name;
        Type = type;
        Attributes = attributes;
    }

    public ComponentExtern(string name, ComponentExternType type, ExternAttributes attributes = default)
        : this(ExternName.Parse(name, ComponentFeatures.All), type, attributes)
    {
    }

    public ExternName ExternName { get; }

    /// <summary>The name as it stands in the binary.</summary>
    public string Name => ExternName.Text;

    public ComponentExternKind Kind => Type.Kind;

    public ComponentExternType Type { get; }

    public ExternAttributes Attributes { get; }

    /// <summary>
    /// The interface that an instance is: named by the <c>implements</c> attribute, else by the name itself; null for
    /// plain names.
    /// </summary>
    public InterfaceName? Interface =>
        Attributes.Implements is { } text && InterfaceName.TryParse(text, ComponentFeatures.All, out var name, out _)
            ? name
            : ExternName.Interface;

    public ComponentExtern WithType(ComponentExternType type) => new(ExternName, type, Attributes);

    public override string ToString() => Name + ": " + Type;
}
