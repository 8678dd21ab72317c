using Compose.Wasm.Components;
using Compose.Wit.Printing;

namespace Compose.Wit.Evolution;

/// <summary>Walks two versions of a package side by side and writes down what is different.</summary>
internal sealed partial class PackageComparer
{
    private const string Keep = "keep the old item as it is and add another beside it";

    private readonly ResolvedWit _old;
    private readonly ResolvedWit _new;
    private readonly TypeEquality _types;
    private readonly Dictionary<string, string> _exportedBy = new(StringComparer.Ordinal);

    public PackageComparer(ResolvedWit old, ResolvedWit @new)
    {
        _old = old;
        _new = @new;
        _types = new TypeEquality(old, @new);
    }

    public List<WitChange> Changes { get; } = [];

    public void Packages()
    {
        WitPackage before = _old[_old.Main], after = _new[_new.Main];
        FindExports(before, after);
        foreach ((string name, InterfaceId id) in before.Interfaces)
        {
            string path = $"interface `{name}`";
            if (after.Interfaces.TryGetValue(name, out InterfaceId other))
            {
                Interfaces(path, id, other, _exportedBy.GetValueOrDefault(name));
            }
            else
            {
                Removed(path, "the interface", _old[id].Span);
            }
        }

        foreach ((string name, InterfaceId id) in after.Interfaces)
        {
            if (!before.Interfaces.ContainsKey(name))
            {
                Added($"interface `{name}`", "the interface", _new[id].Span, _new[id].Stability);
            }
        }

        foreach ((string name, WorldId id) in before.Worlds)
        {
            string path = $"world `{name}`";
            if (after.Worlds.TryGetValue(name, out WorldId other))
            {
                Worlds(path, _old[id], _new[other]);
            }
            else
            {
                Removed(path, "the world", _old[id].Span);
            }
        }

        foreach ((string name, WorldId id) in after.Worlds)
        {
            if (!before.Worlds.ContainsKey(name))
            {
                Added($"world `{name}`", "the world", _new[id].Span, _new[id].Stability);
            }
        }
    }

    /// <summary>Whether the packages differ as text, their version apart.</summary>
    public bool TextDiffers() => WithoutHeader(WitPrinter.Print(_old, _old.Main)) != WithoutHeader(WitPrinter.Print(_new, _new.Main));

    private static string WithoutHeader(string text)
    {
        // The line of the package's own name is the only one that begins so outside of braces.
        int start = text.StartsWith("package ", StringComparison.Ordinal) ? 0 : text.IndexOf("\npackage ", StringComparison.Ordinal) + 1;
        int end = text.IndexOf('\n', start);
        return end < 0 ? text : text[..start] + text[end..];
    }

    /// <summary>Interfaces of the package that a world of both versions exports: what is added to them is asked of components.</summary>
    private void FindExports(WitPackage before, WitPackage after)
    {
        foreach ((string name, WorldId id) in before.Worlds)
        {
            if (!after.Worlds.TryGetValue(name, out WorldId other))
            {
                continue;
            }

            foreach (WorldItem item in _old[id].Exports.Values)
            {
                if (item is WorldItem.Interface { Id: var exported } && _old[exported].Package == _old.Main && _old[exported].Name is { } local
                    && ExportsInterface(_new[other], local))
                {
                    _exportedBy.TryAdd(local, name);
                }
            }
        }
    }

    private bool ExportsInterface(WitWorld world, string name)
    {
        foreach (WorldItem item in world.Exports.Values)
        {
            if (item is WorldItem.Interface { Id: var id } && _new[id].Package == _new.Main && _new[id].Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="exportedBy">The world that exports the interface, or null: then additions harm nobody.</param>
    private void Interfaces(string path, InterfaceId before, InterfaceId after, string? exportedBy)
    {
        WitInterface old = _old[before], @new = _new[after];
        foreach ((string name, TypeId id) in old.Types)
        {
            string inner = $"{path} → type `{name}`";
            if (@new.Types.TryGetValue(name, out TypeId other))
            {
                Definitions(inner, _old[id], _new[other]);
            }
            else
            {
                Removed(inner, "the type", _old[id].Span);
            }
        }

        foreach ((string name, TypeId id) in @new.Types)
        {
            if (!old.Types.ContainsKey(name))
            {
                Added($"{path} → type `{name}`", "the type", _new[id].Span, _new[id].Stability, exportedBy);
            }
        }

        foreach ((string name, WitFunction function) in old.Functions)
        {
            string inner = $"{path} → {Describe(function)}";
            if (@new.Functions.TryGetValue(name, out WitFunction? other))
            {
                Functions(inner, function, other);
            }
            else
            {
                Removed(inner, "the function", function.Span);
            }
        }

        foreach ((string name, WitFunction function) in @new.Functions)
        {
            if (!old.Functions.ContainsKey(name))
            {
                Added($"{path} → {Describe(function)}", "the function", function.Span, function.Stability, exportedBy);
            }
        }
    }

    private static string Describe(WitFunction function) => function.Role switch
    {
        Syntax.FunctionRole.Constructor => $"constructor of `{function.Name["[constructor]".Length..]}`",
        Syntax.FunctionRole.Method => $"method `{function.Name["[method]".Length..]}`",
        Syntax.FunctionRole.Static => $"static function `{function.Name["[static]".Length..]}`",
        _ => $"function `{function.Name}`",
    };

    private void Removed(string path, string what, SourceSpan span) => Changes.Add(new WitChange(
        ChangeLevel.Major, path, $"{what} is gone", _old.Sources.Locate(span), null, "keep it and mark it `@deprecated(version = …)`"));

    /// <summary>Something new; in an interface that components export it is asked of those that never had it.</summary>
    private void Added(string path, string what, SourceSpan span, Stability stability, string? exportedBy = null)
    {
        if (exportedBy is not null)
        {
            Changes.Add(new WitChange(
                ChangeLevel.Major,
                path,
                $"{what} is new in an interface that the world `{exportedBy}` exports: components made before do not have it",
                null,
                _new.Sources.Locate(span),
                "put it into an interface of its own"));
            return;
        }

        string? hint = null;
        if (stability.Since is { } since && _old[_old.Main].Name.Version is { } old && since <= old)
        {
            hint = $"`@since(version = {since})` claims that it was there in {old}, and it was not";
        }
        else if (stability.IsUnknown && _new[_new.Main].Name.Version is { } version && version != _old[_old.Main].Name.Version)
        {
            hint = $"say since when: `@since(version = {version})`";
        }

        Changes.Add(new WitChange(ChangeLevel.Minor, path, $"{what} is new", null, _new.Sources.Locate(span), hint));
    }

    private void Changed(string path, string message, SourceSpan old, SourceSpan @new, string? hint = Keep) => Changes.Add(new WitChange(
        ChangeLevel.Major, path, message, _old.Sources.Locate(old), _new.Sources.Locate(@new), hint));
}
