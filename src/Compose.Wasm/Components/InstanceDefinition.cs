namespace Compose.Wasm.Components;

/// <summary>An instance: a component instantiated, or a bag of exports. Adds an instance.</summary>
public sealed class InstanceDefinition : ComponentDefinition
{
    internal InstanceDefinition(long offset, int componentIndex, IReadOnlyList<NamedItem> arguments)
        : base(offset)
    {
        ComponentIndex = componentIndex;
        Arguments = FixedList<NamedItem>.Of(arguments);
        Exports = [];
    }

    internal InstanceDefinition(long offset, IReadOnlyList<NamedItem> exports)
        : base(offset)
    {
        ComponentIndex = -1;
        Arguments = [];
        Exports = FixedList<NamedItem>.Of(exports);
    }

    /// <summary>Whether a component is instantiated; otherwise <see cref="Exports"/> are the instance.</summary>
    public bool IsInstantiation => ComponentIndex >= 0;

    /// <summary>The component, or -1.</summary>
    public int ComponentIndex { get; }

    /// <summary>What is supplied for the imports, by name.</summary>
    public IReadOnlyList<NamedItem> Arguments { get; }

    /// <summary>The exports of a bag.</summary>
    public IReadOnlyList<NamedItem> Exports { get; }
}
