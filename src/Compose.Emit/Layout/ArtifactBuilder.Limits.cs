using Compose.Emit.Authority;
using Compose.Emit.Shapes;

namespace Compose.Emit.Layout;

/// <content>What can be known to be too large before a byte is written.</content>
internal sealed partial class ArtifactBuilder
{
    private void CheckEstimates()
    {
        var seen = new HashSet<ComponentUnit>(ReferenceEqualityComparer.Instance);
        foreach (var node in _composition.Nodes)
        {
            if (seen.Add(node.Unit))
            {
                _definitions += DefinitionCount.In(node.Unit.Bytes.Span);
            }
        }

        if (_definitions > _options.DefinitionLimit)
        {
            throw TooLarge(
                $"the {seen.Count} components of the plan hold {_definitions} modules and components, an artifact may hold {_options.DefinitionLimit}",
                "use fewer different components, or split the plan; the number of instances does not matter");
        }

        long size = 0;
        int own = 0;
        Supply? largest = null;
        long largestSize = 0;
        foreach (var supply in _authority.Supplies)
        {
            if (supply is not (SharedImport or OwnImport))
            {
                continue;
            }

            long part = supply.Shape.EffectiveSize;
            size += part;
            own += supply is OwnImport ? 1 : 0;
            if (part > largestSize)
            {
                (largest, largestSize) = (supply, part);
            }
        }

        if (size > _options.TypeSizeLimit)
        {
            throw TooLarge(
                $"the types of the artifact's imports would have the size {size} of at most {_options.TypeSizeLimit}; {own} of them belong to single instances, the largest is `{largest!.Track.Key}` with {largestSize}",
                "grant less to fewer instances, or emit the flat form if the grants are equal");
        }
    }

    /// <summary>What is known only when everything is laid out.</summary>
    private void CheckDefinitions()
    {
        if (_definitions > _options.DefinitionLimit)
        {
            throw TooLarge(
                $"the artifact would hold {_definitions} modules and components of at most {_options.DefinitionLimit}, those for denials and segments included",
                "use fewer different components, or split the plan");
        }
    }
}
