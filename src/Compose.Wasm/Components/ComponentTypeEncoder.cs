using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// Declares resolved types again, inside a component that is being built. Types that are already there under a name
/// are referred to by it: bind them first.
/// </summary>
/// <remarks>
/// <para>A resource that is bound becomes <c>(type (eq …))</c> of it, with an outer alias where needed; one that is not
/// becomes a new <c>(type (sub resource))</c>. So binding decides which resources two declarations share.</para>
/// <para>Records, variants, enums and flags of other interfaces must be bound as well (<see cref="Bind(InstanceIndex,
/// InstanceType)"/> of the instance that exports them), or the declaration repeats their structure without a name,
/// which an import must not mention.</para>
/// </remarks>
public sealed class ComponentTypeEncoder
{
    private readonly ComponentBuilder _builder;
    private readonly EncodingScope _scope;

    public ComponentTypeEncoder(ComponentBuilder builder)
    {
        _builder = builder;
        _scope = new EncodingScope(builder, null);
    }

    /// <summary>Declares an instance type with a mapping from its resources to types of the builder's component.</summary>
    public static TypeIndex EncodeInstanceType(
        ComponentBuilder builder, InstanceType type, IReadOnlyDictionary<ResourceId, TypeIndex> resources)
    {
        var encoder = new ComponentTypeEncoder(builder);
        foreach (var (id, index) in resources)
        {
            encoder.Bind(id, index);
        }

        return encoder.Encode(type);
    }

    /// <summary>Lets a resource stand for a type of the component.</summary>
    public void Bind(ResourceId resource, TypeIndex type) => _scope.Bind(resource, type);

    /// <summary>Lets a named type, or a resource under this name, stand for a type of the component.</summary>
    public void Bind(DefinedType type, TypeIndex index)
    {
        _scope.Bind(type, index);
        if (type is ResourceType resource)
        {
            _scope.Bind(resource.Id, index);
        }
    }

    /// <summary>
    /// Lets every type that <paramref name="type"/> exports stand for the export of that name of an instance of the
    /// component. The instance may have a larger type than this one; aliases are made when first needed.
    /// </summary>
    public void Bind(InstanceIndex instance, InstanceType type) => _scope.Bind(instance, type);

    /// <summary>Declares an instance type.</summary>
    public TypeIndex Encode(InstanceType type) => _scope.Instance(type);

    /// <summary>Declares a component type.</summary>
    public TypeIndex Encode(ComponentType type) => _scope.ComponentOf(type);

    /// <summary>Declares a function type.</summary>
    public TypeIndex Encode(ComponentFuncType type) => _scope.Function(type);

    /// <summary>Declares a value type; primitives need no declaration.</summary>
    public ValueTypeRef Encode(ComponentValueType type) => _scope.Value(type);

    /// <summary>The index of a resource that is bound.</summary>
    public TypeIndex Encode(ResourceType resource) => _scope.Resource(resource);

    /// <summary>Declares a core module type. References to other types within it cannot be declared again.</summary>
    public CoreTypeIndex Encode(CoreModuleType type) => _scope.Module(type);

    /// <summary>
    /// Imports an item of a resolved type, and binds what it introduces: types that it exports, or the type that it
    /// is.
    /// </summary>
    public SortIndex Import(string name, ComponentExternType type, ExternAttributes attributes = default)
    {
        var item = _builder.Import(name, _scope.Extern(type), attributes);
        _scope.Introduce(type, item.Index);
        return item;
    }
}
