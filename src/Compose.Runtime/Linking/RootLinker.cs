using Compose.Wasm.Components;

namespace Compose.Runtime.Linking;

/// <summary>Answers the imports of a root component from the host, and instantiates it.</summary>
internal static class RootLinker
{
    public static ComponentInstance Instantiate(ComponentImage image, ComponentStore store, IImportProvider provider)
    {
        if (!ReferenceEquals(image.Engine, store.Engine))
        {
            throw new ArgumentException("the store belongs to another engine than the image", nameof(store));
        }

        ExportMap arguments = Answer(image, store, provider, out List<HostImport> hosts);
        return store.Enter(task =>
        {
            var instance = new ComponentInstance(store, null, string.Empty, image.Root.Types.SlotCount);
            foreach (HostImport host in hosts)
            {
                host.Resources = instance.Resources;
            }

            image.Root.Run(instance, null, arguments, task);
            return instance;
        });
    }

    private static ExportMap Answer(
        ComponentImage image, ComponentStore store, IImportProvider provider, out List<HostImport> hosts)
    {
        hosts = [];
        var arguments = new ExportMap(image.Component.Imports.Count);
        var resources = new Dictionary<ResourceId, HostResourceType>(ReferenceEqualityComparer.Instance);
        List<ComposeError>? missing = null;
        foreach (ComponentExtern import in image.Component.Imports)
        {
            HostInstance? host = provider.Resolve(RequestOf(import));
            object? item = null;
            string? reason = null;
            switch (import.Kind)
            {
                case ComponentExternKind.Instance:
                    InstanceType type = import.Type.AsInstance!;
                    if (host is null && IsBundle(type))
                    {
                        item = Bundle(image, store, provider, type, resources, hosts, ref missing);
                        break;
                    }

                    if (host is null && NeedsHost(type))
                    {
                        reason = "the host offers no such interface";
                        break;
                    }

                    if (host is not null)
                    {
                        CheckResources(type, host, resources, ref reason);
                    }

                    var instance = new HostImport(store, image.Root.Types, import.Name, type, host);
                    hosts.Add(instance);
                    item = instance;
                    break;
                case ComponentExternKind.Func:
                    reason = "the host offers no such function";
                    if (host is not null)
                    {
                        // A plain function is the one export of an instance of its own.
                        var single = new HostImport(store, image.Root.Types, import.Name, new InstanceType([import]), host);
                        hosts.Add(single);
                        item = host.TryGetFunction(import.Name, out HostBody? _) ? single : null;
                        reason = item is null ? $"the host's `{host.Name}` has no such function" : null;
                    }

                    break;
                case ComponentExternKind.Type when import.Type.AsResource is not null:
                    item = host is not null && host.TryGetResource(import.Name, out HostResourceType? resource)
                        ? store.HostResource(resource)
                        : null;
                    reason = item is null ? "the host offers no such resource type" : null;
                    break;
                case ComponentExternKind.Type:
                    break;
                default:
                    reason = "the host supplies no modules, components or values";
                    break;
            }

            if (reason is not null)
            {
                (missing ??= []).Add(Unsatisfied(import.Name, reason));
            }
            else if (item is not null)
            {
                arguments.Add(import.Name, item);
            }
        }

        return missing is null ? arguments : throw new ComposeException(missing);
    }

    /// <summary>An instance of instances only: the bundle in which a large artifact takes many imports at once.</summary>
    private static bool IsBundle(InstanceType type)
    {
        foreach (ComponentExtern export in type.Exports)
        {
            if (export.Kind != ComponentExternKind.Instance)
            {
                return false;
            }
        }

        return type.Exports.Count > 0;
    }

    /// <summary>Asks for each member of a bundle as if it were an import.</summary>
    private static HostBundle Bundle(
        ComponentImage image,
        ComponentStore store,
        IImportProvider provider,
        InstanceType type,
        Dictionary<ResourceId, HostResourceType> resources,
        List<HostImport> hosts,
        ref List<ComposeError>? missing)
    {
        var members = new Dictionary<string, HostImport>(type.Exports.Count, StringComparer.Ordinal);
        foreach (ComponentExtern member in type.Exports)
        {
            InstanceType memberType = member.Type.AsInstance!;
            HostInstance? host = provider.Resolve(RequestOf(member));
            string? reason = host is null && NeedsHost(memberType) ? "the host offers no such interface" : null;
            if (host is not null)
            {
                CheckResources(memberType, host, resources, ref reason);
            }

            if (reason is not null)
            {
                (missing ??= []).Add(Unsatisfied(member.Name, reason));
                continue;
            }

            var instance = new HostImport(store, image.Root.Types, member.Name, memberType, host);
            hosts.Add(instance);
            members.Add(member.Name, instance);
        }

        return new HostBundle(members);
    }

    private static ComposeError Unsatisfied(string import, string reason) => new(
        ErrorCodes.Exec.LinkFailed,
        $"the import `{import}` cannot be satisfied: {reason}",
        Hint: "grant it, wire it to a component that exports it, or run the component on a host that has it");

    private static ImportRequest RequestOf(ComponentExtern import)
    {
        var functions = new List<string>();
        var resources = new List<string>();
        if (import.Type.AsInstance is { } instance)
        {
            foreach (ComponentExtern export in instance.Exports)
            {
                if (export.Kind == ComponentExternKind.Func)
                {
                    functions.Add(export.Name);
                }
                else if (export.Type.IsNewResource)
                {
                    resources.Add(export.Name);
                }
            }
        }
        else if (import.Kind == ComponentExternKind.Func)
        {
            functions.Add(import.Name);
        }
        else if (import.Type.AsResource is not null)
        {
            resources.Add(import.Name);
        }

        return new ImportRequest(import.Name)
        {
            Interface = import.Interface,
            Type = import.Type,
            Functions = functions,
            Resources = resources,
        };
    }

    // A resource that the interface introduces must be the host's; one that it takes over must be the same as at home.
    private static void CheckResources(
        InstanceType type, HostInstance host, Dictionary<ResourceId, HostResourceType> known, ref string? reason)
    {
        foreach (ComponentExtern export in type.Exports)
        {
            if (export.Type.AsResource is not { } resource)
            {
                continue;
            }

            if (!host.TryGetResource(export.Name, out HostResourceType? given))
            {
                if (export.Type.IsNewResource)
                {
                    reason = $"the host's `{host.Name}` has no resource type `{export.Name}`";
                }
            }
            else if (!known.TryAdd(resource.Id, given) && !ReferenceEquals(known[resource.Id], given))
            {
                reason = $"the host's resource type `{export.Name}` of `{host.Name}` is not the `{known[resource.Id]}` that it should equal";
            }
        }
    }

    // An interface of types only needs no answer.
    private static bool NeedsHost(InstanceType type)
    {
        foreach (ComponentExtern export in type.Exports)
        {
            if (export.Kind is ComponentExternKind.Func or ComponentExternKind.CoreModule or ComponentExternKind.Component
                || export.Type.IsNewResource
                || (export.Type.AsInstance is { } inner && NeedsHost(inner)))
            {
                return true;
            }
        }

        return false;
    }
}
