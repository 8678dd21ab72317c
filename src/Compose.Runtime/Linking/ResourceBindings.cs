using Compose.Runtime.Resources;
using Compose.Wasm.Components;
using ResourceType = Compose.Runtime.Resources.ResourceType;

namespace Compose.Runtime.Linking;

/// <summary>
/// Where the resources that an instance exports go in the environment of the component that sees it: the exports to walk,
/// and the slot. Only resources that some type names have one.
/// </summary>
internal sealed class ResourceBindings
{
    private readonly (string[] Path, int Slot)[] _items;

    private ResourceBindings((string[] Path, int Slot)[] items)
    {
        _items = items;
    }

    public static ResourceBindings Of(InstanceType type, TypeConverter types)
    {
        List<(string[], int)>? items = null;
        foreach (ResourcePath resource in type.ExplicitResources)
        {
            if (types.TryGetSlot(resource.Resource, out int slot))
            {
                (items ??= []).Add((Names(type, resource.Path), slot));
            }
        }

        return new ResourceBindings(items is null ? [] : [.. items]);
    }

    public void Bind(Frame frame, RuntimeInstance instance)
    {
        foreach ((string[] path, int slot) in _items)
        {
            RuntimeInstance at = instance;
            for (int i = 0; i < path.Length; i++)
            {
                if (!at.TryGet(path[i], out object? item))
                {
                    break;
                }

                if (item is ResourceType resource)
                {
                    // An interface that takes a resource over from another comes later: the first one is its home.
                    frame.Instance.Resources[slot] ??= resource;
                    break;
                }

                at = (RuntimeInstance)item;
            }
        }
    }

    private static string[] Names(InstanceType type, IReadOnlyList<int> path)
    {
        var names = new string[path.Count];
        InstanceType? at = type;
        for (int i = 0; i < names.Length; i++)
        {
            ComponentExtern item = at!.Exports[path[i]];
            names[i] = item.Name;
            at = item.Type.AsInstance;
        }

        return names;
    }
}
