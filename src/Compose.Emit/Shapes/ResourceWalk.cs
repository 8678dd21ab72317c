using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>Collects the resources that occur in a type, each once, in order of appearance.</summary>
internal sealed class ResourceWalk
{
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<ResourceId> _found = [];

    public static IReadOnlyList<ResourceId> In(DefinedType? type)
    {
        if (type is null || !type.ContainsResource)
        {
            return [];
        }

        var walk = new ResourceWalk();
        walk.Visit(type);
        return walk._found;
    }

    // Depth is bounded: the reader refuses types nested deeper than ComponentLimits.TypeDepth.
    private void Visit(DefinedType? type)
    {
        if (type is null || !type.ContainsResource || !_seen.Add(type))
        {
            return;
        }

        switch (type)
        {
            case ResourceType resource:
                if (_seen.Add(resource.Id))
                {
                    _found.Add(resource.Id);
                }

                break;
            case HandleType handle:
                Visit(handle.Resource);
                break;
            case InstanceType instance:
                foreach (var export in instance.Exports)
                {
                    Visit(export.Type.Type);
                }

                break;
            case ComponentFuncType func:
                foreach (var parameter in func.Parameters)
                {
                    Visit(parameter.Type);
                }

                Visit(func.Result);
                break;
            case RecordType record:
                foreach (var field in record.Fields)
                {
                    Visit(field.Type);
                }

                break;
            case TupleType tuple:
                foreach (var element in tuple.Elements)
                {
                    Visit(element);
                }

                break;
            case SumType sum:
                foreach (var payload in sum.Payloads)
                {
                    Visit(payload);
                }

                break;
            case ListType list:
                Visit(list.Element);
                break;
            case FixedListType list:
                Visit(list.Element);
                break;
            case MapType map:
                Visit(map.Value);
                break;
            case StreamType stream:
                Visit(stream.Element);
                break;
            case FutureType future:
                Visit(future.Element);
                break;
            default:
                break;
        }
    }
}
