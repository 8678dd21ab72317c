using System.CommandLine;
using Compose.Wit;
using Compose.Wit.Loading;

namespace Compose.CommandLine;

/// <summary>The verbs of WIT, and what they share: a source of WIT and the features that are active in it.</summary>
internal static class WitVerbs
{
    public static Command Create() => new("wit", "Read, print, identify and compare WIT.")
    {
        WitParseVerb.Create(),
        WitPrintVerb.Create(),
        WitIdVerb.Create(),
        WitCheckVerb.Create(),
        WitDepsVerb.Create(),
        WitEncodeVerb.Create(),
    };

    public static Argument<string> Source(string name = "WIT") => new(name)
    {
        Description = "A *.wit file, a folder of them with its deps, a WIT package as *.wasm, or a component.",
    };

    public static Option<string[]> Features() => new("--features")
    {
        Description = "Features that are active: items gated `@unstable` with another one are left out.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<bool> AllFeatures() => new("--all-features") { Description = "Every feature is active." };

    public static WitOptions Options(ParseResult parsed, Option<string[]> features, Option<bool> all) => new()
    {
        Features = (parsed.GetValue(features) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal),
        AllFeatures = parsed.GetValue(all),
    };

    /// <summary>Reads WIT from a path; <c>-</c> is standard input, text or binary.</summary>
    public static ResolvedWit Load(string path, WitOptions options)
    {
        if (path != "-")
        {
            return WitLoader.Load(path, options);
        }

        return WitLoader.Load(new WitSources([new WitFile("standard input", InputFile.Read("-"))], []), options);
    }

    /// <summary>A package of the resolved text by name, with or without its version; without a name the main one.</summary>
    public static PackageId Package(ResolvedWit wit, string? name)
    {
        if (name is null)
        {
            return wit.Main;
        }

        foreach (WitPackage package in wit.Packages)
        {
            if ((package.Name.ToString() == name || (package.Name with { Version = null }).ToString() == name)
                && wit.TryGetPackage(package.Name, out PackageId id))
            {
                return id;
            }
        }

        throw new ComposeException(
            ErrorCodes.Wit.NotDefined,
            $"there is no package `{name}`",
            hint: $"there are: {string.Join(", ", wit.Packages.Select(package => package.Name))}");
    }
}
