namespace Compose.Wit.Resolution;

/// <summary>
/// Versions of <c>@since</c> gates against each other (WIT.md, "Feature Gates"): nothing is there before what holds it.
/// </summary>
/// <remarks>That nothing is there before what its definition speaks of is not asked for: a type may get a name later than
/// the functions that use it, as <c>field-name</c> of WASI did.</remarks>
internal sealed partial class PackageResolver
{
    private void CheckSince(int firstInterface, List<LocalItem> order)
    {
        for (int i = firstInterface; i < _arena.Interfaces.Count; i++)
        {
            WitInterface found = _arena.Interfaces[i];
            foreach ((string name, TypeId id) in found.Types)
            {
                WitTypeDef type = _arena[id];
                CheckContained($"the type `{name}`", type.Stability, type.Span, "interface", found.Stability);
            }

            foreach (WitFunction function in found.Functions.Values)
            {
                CheckContained($"the function `{function.Name}`", function.Stability, function.Span, "interface", found.Stability);
            }
        }

        foreach (LocalItem item in order)
        {
            if (item.World is { } world)
            {
                CheckContained(_arena[world]);
            }
        }
    }

    private void CheckContained(WitWorld world)
    {
        foreach (WorldItem item in world.Imports.Values.Concat(world.Exports.Values))
        {
            switch (item)
            {
                case WorldItem.Interface found:
                    CheckContained("the item", found.Stability, found.Span, "world", world.Stability);
                    break;
                case WorldItem.Function { Signature: var function }:
                    CheckContained($"the function `{function.Name}`", function.Stability, function.Span, "world", world.Stability);
                    break;
            }
        }
    }

    private void CheckContained(string what, Stability inner, SourceSpan where, string container, Stability outer)
    {
        if (inner.Since is { } since && outer.Since is { } holder && since < holder)
        {
            Report(
                ErrorCodes.Wit.Invalid,
                $"{what} is there since version {since}, and the {container} that holds it only since {holder}",
                where,
                $"nothing is older than what holds it: `@since(version = {holder})`");
        }
    }
}
