using System.Diagnostics.CodeAnalysis;
using Compose.Engine;

namespace Compose.Runtime.Linking;

/// <summary>A core instance as definitions see it: an instance of a module, or a bag of exports.</summary>
internal sealed class CoreExports
{
    private readonly ICoreInstance? _instance;
    private readonly Dictionary<string, CoreExtern>? _items;

    public CoreExports(ICoreInstance instance)
    {
        _instance = instance;
    }

    public CoreExports(Dictionary<string, CoreExtern> items)
    {
        _items = items;
    }

    public bool TryGet(string name, [NotNullWhen(true)] out CoreExtern? item) =>
        _instance is not null ? _instance.TryGetExport(name, out item) : _items!.TryGetValue(name, out item);
}
