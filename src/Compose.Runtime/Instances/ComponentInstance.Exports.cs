using Compose.Runtime.Abi;
using Compose.Runtime.Linking;
using Compose.Wasm.Components;

namespace Compose.Runtime;

/// <summary>Finding and calling exports.</summary>
public sealed partial class ComponentInstance
{
    /// <summary>The names of every exported function: <c>name</c>, or <c>instance#name</c> for one within an instance.</summary>
    public IReadOnlyList<string> FunctionNames
    {
        get
        {
            var names = new List<string>();
            Collect(Exports, string.Empty, names, 0);
            return names;
        }
    }

    /// <summary>
    /// An exported function: <c>name</c>, or <c>interface#name</c>. The interface may lack its version or be of another
    /// patch of the same semver track; a bare name is also found within the one exported instance that has it.
    /// </summary>
    /// <exception cref="ComposeException"><c>Exec.MissingExport</c>, which lists what there is.</exception>
    public ComponentFunction GetFunction(string name)
    {
        if (TryFind(name) is { } function)
        {
            return new ComponentFunction(this, name, function);
        }

        IReadOnlyList<string> names = FunctionNames;
        throw new ComposeException(
            ErrorCodes.Exec.MissingExport,
            $"the component exports no function `{name}`",
            hint: names.Count == 0 ? "it exports no functions at all" : "it exports: " + string.Join(", ", names));
    }

    /// <summary>As <see cref="GetFunction"/>, or null where there is none.</summary>
    public ComponentFunction? FindFunction(string name) =>
        TryFind(name) is { } function ? new ComponentFunction(this, name, function) : null;

    private RuntimeFunction? TryFind(string name)
    {
        int hash = name.LastIndexOf('#');
        if (hash >= 0)
        {
            return FindInstance(name[..hash]) is { } instance && instance.TryGet(name[(hash + 1)..], out object? item)
                ? item as RuntimeFunction
                : null;
        }

        if (Exports.TryGet(name, out object? direct) && direct is RuntimeFunction function)
        {
            return function;
        }

        RuntimeFunction? found = null;
        foreach ((string _, object item) in Exports.Items)
        {
            if (item is RuntimeInstance inner && inner.TryGet(name, out object? nested) && nested is RuntimeFunction candidate)
            {
                if (found is not null && !ReferenceEquals(found, candidate))
                {
                    return null;
                }

                found = candidate;
            }
        }

        return found;
    }

    private RuntimeInstance? FindInstance(string name)
    {
        if (Exports.TryGet(name, out object? exact))
        {
            return exact as RuntimeInstance;
        }

        bool versioned = InterfaceName.TryParse(name, out InterfaceName? wanted);
        foreach ((string key, object item) in Exports.Items)
        {
            if (versioned && item is RuntimeInstance instance && InterfaceName.TryParse(key, out InterfaceName? candidate)
                && (candidate.TrackKey == wanted!.TrackKey || candidate.WithoutVersion == name))
            {
                return instance;
            }
        }

        return null;
    }

    private static void Collect(RuntimeInstance instance, string prefix, List<string> names, int depth)
    {
        if (instance is not ExportMap map || depth > 100)
        {
            return;
        }

        foreach ((string name, object item) in map.Items)
        {
            switch (item)
            {
                case RuntimeFunction:
                    names.Add(prefix + name);
                    break;
                case RuntimeInstance nested:
                    Collect(nested, prefix + name + "#", names, depth + 1);
                    break;
            }
        }
    }
}
