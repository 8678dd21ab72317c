using System.Diagnostics.CodeAnalysis;
using Compose.Runtime.Abi;
using Compose.Wasm.Components;
using ResourceType = Compose.Runtime.Resources.ResourceType;

namespace Compose.Runtime.Linking;

/// <summary>
/// An imported instance that the host gives. Its functions are made when they are asked for, so one that the component
/// declares and never uses may be missing.
/// </summary>
internal sealed class HostImport(
    ComponentStore store, TypeConverter types, string importName, InstanceType type, HostInstance? host) : RuntimeInstance
{
    private readonly Dictionary<string, object> _items = new(StringComparer.Ordinal);

    /// <summary>The environment of the root instance, in whose slots the types count; set when it exists.</summary>
    public ResourceType[] Resources { get; set; } = [];

    public override bool TryGet(string name, [NotNullWhen(true)] out object? item)
    {
        if (_items.TryGetValue(name, out item))
        {
            return true;
        }

        item = type.TryGetExport(name, out ComponentExtern? declared) ? Make(declared) : null;
        if (item is not null)
        {
            _items.Add(name, item);
        }

        return item is not null;
    }

    private object? Make(ComponentExtern declared)
    {
        if (declared.Type.AsFunc is { } function)
        {
            return MakeFunction(declared.Name, function);
        }

        if (declared.Type.AsResource is { } resource)
        {
            // A resource that this interface takes over from another has its type from there: same id, same slot.
            if (types.TryGetSlot(resource.Id, out int slot) && Resources[slot] is { } bound)
            {
                return bound;
            }

            // One that is only taken over, from an interface that was not asked for, can have no values.
            return store.HostResource(host is not null && host.TryGetResource(declared.Name, out HostResourceType? known)
                ? known
                : new HostResourceType(declared.Name));
        }

        return declared.Type.AsInstance is { } inner
            ? new HostImport(store, types, importName, inner, null) { Resources = Resources }
            : null;
    }

    private HostFunction MakeFunction(string name, ComponentFuncType function)
    {
        if (host is null || !host.TryGetFunction(name, out HostBody? body))
        {
            throw new ComposeException(
                ErrorCodes.Exec.LinkFailed,
                $"the host's `{host?.Name ?? importName}` has no function `{name}`, which the import `{importName}` asks for",
                hint: "its type is " + function);
        }

        return new HostFunction(
            store,
            types.Convert(function),
            Resources,
            body,
            new HostEdge(host.Caller ?? InstancePath.Root, importName, name),
            host.Lends(name));
    }
}
