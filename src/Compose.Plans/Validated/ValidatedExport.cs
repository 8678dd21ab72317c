using Compose.Wasm.Components;

namespace Compose.Plans;

/// <summary>One export of the composition.</summary>
public sealed class ValidatedExport
{
    internal ValidatedExport(string name, int instance, ComponentExtern item)
    {
        Name = name;
        Instance = instance;
        Extern = item;
    }

    /// <summary>The name outside.</summary>
    public string Name { get; }

    /// <summary>The index of the exporting instance.</summary>
    public int Instance { get; }

    /// <summary>The export of that instance, with its type.</summary>
    public ComponentExtern Extern { get; }

    /// <summary>The name of the instance's export.</summary>
    public string InstanceExport => Extern.Name;
}
