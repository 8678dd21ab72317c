namespace Compose.Runtime.Linking;

/// <summary>Finds what an edge is called, for the options of edges; nothing on the way of an edge without.</summary>
internal static class WireNames
{
    /// <summary>The edge from an instance to the instance that lifts the function.</summary>
    public static Wire Of(ComponentInstance consumer, LiftedFunction function)
    {
        ComponentInstance provider = TopOf(function.Instance);
        string? name = Find(provider.Exports, function, string.Empty);
        if (name is null)
        {
            // Inside one component: the instance that lifts it may export it and the outer one not.
            provider = function.Instance;
            name = Find(provider.Exports, function, string.Empty);
        }

        return new Wire(consumer.Path, provider.Path, name ?? string.Empty);
    }

    /// <summary>The instance directly below the root that holds it.</summary>
    private static ComponentInstance TopOf(ComponentInstance instance)
    {
        ComponentInstance top = instance;
        for (ComponentInstance? at = instance; at?.Parent is not null; at = at.Parent)
        {
            if (!at.IsPart)
            {
                top = at;
            }
        }

        return top;
    }

    private static string? Find(RuntimeInstance instance, LiftedFunction wanted, string prefix)
    {
        if (instance is not ExportMap exports)
        {
            return null;
        }

        string? found = null;
        foreach ((string name, object item) in exports.Items)
        {
            string? candidate = ReferenceEquals(item, wanted) ? prefix + name
                : item is RuntimeInstance inner && prefix.Length == 0 ? Find(inner, wanted, name + "#")
                : null;

            // One function under several names goes by the least.
            if (candidate is not null && (found is null || string.CompareOrdinal(candidate, found) < 0))
            {
                found = candidate;
            }
        }

        return found;
    }
}
