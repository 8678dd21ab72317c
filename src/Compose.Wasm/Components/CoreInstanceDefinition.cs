namespace Compose.Wasm.Components;

/// <summary>A core instance: a module instantiated, or a bag of exports. Adds a core instance.</summary>
public sealed class CoreInstanceDefinition : ComponentDefinition
{
    internal CoreInstanceDefinition(long offset, int moduleIndex, IReadOnlyList<CoreInstanceArgument> arguments)
        : base(offset)
    {
        ModuleIndex = moduleIndex;
        Arguments = FixedList<CoreInstanceArgument>.Of(arguments);
        Exports = [];
    }

    internal CoreInstanceDefinition(long offset, IReadOnlyList<NamedItem> exports)
        : base(offset)
    {
        ModuleIndex = -1;
        Arguments = [];
        Exports = FixedList<NamedItem>.Of(exports);
    }

    /// <summary>Whether a module is instantiated; otherwise <see cref="Exports"/> are the instance.</summary>
    public bool IsInstantiation => ModuleIndex >= 0;

    /// <summary>The core module, or -1.</summary>
    public int ModuleIndex { get; }

    /// <summary>Module names of the imports, and the core instances that supply them.</summary>
    public IReadOnlyList<CoreInstanceArgument> Arguments { get; }

    /// <summary>The exports of a bag.</summary>
    public IReadOnlyList<NamedItem> Exports { get; }
}
