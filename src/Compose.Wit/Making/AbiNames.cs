using Compose.Wasm.Components;

namespace Compose.Wit.Making;

/// <summary>
/// How core modules spell the items of a world. Two spellings are known: the one that binding generators have used all
/// along, and the standard one with the prefix <c>cm32p2</c> (BuildTargets.md).
/// </summary>
internal static class AbiNames
{
    private const string Prefix = "cm32p2";

    /// <summary>Prefixes of names that belong to the asynchronous ABI.</summary>
    private static readonly string[] s_async =
    [
        "[async", "[callback]", "[task-", "[subtask-", "[stream-", "[future-", "[waitable", "[context-", "[backpressure-", "[thread-",
        "[error-context-", "[cancellable]",
    ];

    public enum ItemKind
    {
        Function,
        ResourceDrop,
        ResourceNew,
        ResourceRep,
    }

    /// <summary>What a core import means: an item of an imported interface, of an exported one, or of the world itself.</summary>
    /// <param name="Interface">The interface's name as the module spells it; null for the world itself.</param>
    /// <param name="IsExport">It manages a resource that the module itself exports.</param>
    /// <param name="Kind">What is asked for.</param>
    /// <param name="Name">The function's full name or the resource's.</param>
    /// <param name="IsStandard">Which spelling it is.</param>
    public readonly record struct ImportName(string? Interface, bool IsExport, ItemKind Kind, string Name, bool IsStandard)
    {
        /// <summary>The function is lowered asynchronously.</summary>
        public bool IsAsync { get; init; }
    }

    public static bool IsAsync(string name) => Array.Exists(s_async, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    public static ImportName ParseImport(string module, string name)
    {
        if (module == Prefix || module.StartsWith(Prefix + "|", StringComparison.Ordinal))
        {
            string rest = module.Length > Prefix.Length ? module[(Prefix.Length + 1)..] : string.Empty;
            bool isExport = rest.StartsWith("_ex_", StringComparison.Ordinal);
            rest = isExport ? rest["_ex_".Length..] : rest;
            (ItemKind kind, string item) = name switch
            {
                _ when name.EndsWith("_drop", StringComparison.Ordinal) => (ItemKind.ResourceDrop, name[..^5]),
                _ when isExport && name.EndsWith("_new", StringComparison.Ordinal) => (ItemKind.ResourceNew, name[..^4]),
                _ when isExport && name.EndsWith("_rep", StringComparison.Ordinal) => (ItemKind.ResourceRep, name[..^4]),
                _ => (ItemKind.Function, name),
            };
            return new ImportName(rest.Length == 0 ? null : rest, isExport, kind, item, true);
        }

        bool export = module.StartsWith("[export]", StringComparison.Ordinal);
        string plain = export ? module["[export]".Length..] : module;
        (ItemKind what, string resource) = After("[resource-drop]") is { } drop ? (ItemKind.ResourceDrop, drop)
            : After("[resource-new]") is { } made ? (ItemKind.ResourceNew, made)
            : After("[resource-rep]") is { } rep ? (ItemKind.ResourceRep, rep)
            : (ItemKind.Function, name);
        return new ImportName(plain == "$root" ? null : plain, export, what, resource, false);

        string? After(string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;
    }

    /// <summary>The names under which a module may export a function of the world, the usual one first.</summary>
    /// <param name="key">The interface's name, or null for a function of the world itself.</param>
    public static IEnumerable<string> ExportsOf(string? key, string function)
    {
        yield return key is null ? function : $"{key}#{function}";
        yield return $"{Prefix}|{(key is null ? string.Empty : Short(key))}|{function}";
    }

    /// <summary>As <see cref="ExportsOf"/>, and the names of functions that are lifted asynchronously.</summary>
    public static IEnumerable<string> LiftsOf(string? key, string function)
    {
        foreach (string name in ExportsOf(key, function))
        {
            yield return name;
        }

        string plain = ExportsOf(key, function).First();
        yield return AsyncIntrinsic.Lift + plain;
        yield return AsyncIntrinsic.StackfulLift + plain;
    }

    /// <summary>The name of the function that frees the results of an exported one.</summary>
    public static string PostReturnOf(string export) => IsStandard(export) ? export + "_post" : "cabi_post_" + export;

    public static IEnumerable<string> DestructorsOf(string key, string resource)
    {
        yield return $"{key}#[dtor]{resource}";
        yield return $"{Prefix}|{Short(key)}|{resource}_dtor";
    }

    public static string[] Memories { get; } = ["memory", Prefix + "_memory"];

    public static string[] Reallocs { get; } = ["cabi_realloc", Prefix + "_realloc"];

    public static string[] Initializers { get; } = ["_initialize", Prefix + "_initialize"];

    /// <summary>Whether two spellings of an interface mean the same: equal, or the same interface on one semver track.</summary>
    public static bool AreCompatible(string spelled, string key) =>
        spelled == key
        || (InterfaceName.TryParse(spelled, ComponentFeatures.All, out InterfaceName? left, out _)
            && InterfaceName.TryParse(key, ComponentFeatures.All, out InterfaceName? right, out _)
            && left.TrackKey == right.TrackKey);

    private static bool IsStandard(string export) => export.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>An interface's name with its version cut to the track, as the standard spelling has it.</summary>
    private static string Short(string key) =>
        InterfaceName.TryParse(key, ComponentFeatures.All, out InterfaceName? name, out _) ? name.TrackKey : key;
}
