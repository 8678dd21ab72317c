using Compose.Wasm.Components;
using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    /// <summary>The gate that attributes make; misuse is reported.</summary>
    private Stability StabilityOf(IReadOnlyList<AttributeSyntax> attributes)
    {
        if (attributes.Count == 0)
        {
            return Stability.Unknown;
        }

        AttributeSyntax.Since? since = Single<AttributeSyntax.Since>(attributes, "since");
        AttributeSyntax.Unstable? unstable = Single<AttributeSyntax.Unstable>(attributes, "unstable");
        AttributeSyntax.Deprecated? deprecated = Single<AttributeSyntax.Deprecated>(attributes, "deprecated");
        if (since is not null && unstable is not null)
        {
            Report(ErrorCodes.Wit.Invalid, "an item has either `@since` or `@unstable`, not both", since.Span);
            unstable = null;
        }

        if (deprecated is not null && since is null && unstable is null)
        {
            Report(
                ErrorCodes.Wit.Invalid,
                "`@deprecated` stands alone",
                deprecated.Span,
                "say since when the item is there: `@since(version = …)`");
        }

        return since is null && unstable is null
            ? Stability.Unknown
            : new Stability(since?.Version, unstable?.Feature, deprecated?.Version);
    }

    private string? ExternalIdOf(IReadOnlyList<AttributeSyntax> attributes) =>
        attributes.Count == 0 ? null : Single<AttributeSyntax.ExternalId>(attributes, "external-id")?.Text;

    private T? Single<T>(IReadOnlyList<AttributeSyntax> attributes, string name)
        where T : AttributeSyntax
    {
        T? found = null;
        foreach (AttributeSyntax attribute in attributes)
        {
            if (attribute is not T one)
            {
                continue;
            }

            if (found is not null)
            {
                Report(ErrorCodes.Wit.Invalid, $"`@{name}` stands twice", one.Span);
            }

            found = one;
        }

        return found;
    }

    /// <summary>Whether an item with this gate is part of the result. A gate that the package's version contradicts is reported.</summary>
    private bool IsIncluded(Stability stability, SourceSpan where)
    {
        if (stability.Since is { } since)
        {
            SemanticVersion? version = _package.Name.Version;
            if (version is null)
            {
                Report(
                    ErrorCodes.Wit.Invalid,
                    $"the package `{_package.Name}` has a `@since` gate and no version",
                    where,
                    $"give it one: `package {_package.Name}@{since};`");
            }
            else if (since > version)
            {
                Report(
                    ErrorCodes.Wit.Invalid,
                    $"the item is there since version {since}, which is later than {version}, the version of its package",
                    where);
            }
        }

        return stability.Feature is null || _state.Options.IsActive(stability.Feature);
    }

    private void ReportLeftOut(string what, string? feature, SourceSpan where) =>
        Report(
            ErrorCodes.Wit.FeatureInactive,
            feature is null
                ? $"{what} is left out because its feature is not active"
                : $"{what} is left out because its feature `{feature}` is not active",
            where,
            feature is null ? null : $"gate this item too with `@unstable(feature = {feature})`, or activate the feature");
}
