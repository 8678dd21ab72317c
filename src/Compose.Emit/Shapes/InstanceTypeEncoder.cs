using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>
/// Writes the type of an instance. Resources that the instance itself introduces become <c>(sub resource)</c>; all
/// others are reached in the enclosing scope and repeated by <c>(eq)</c>.
/// </summary>
/// <param name="builder">Where the declarations go.</param>
/// <param name="outer">The type index of a resource in the enclosing scope, or null if the instance introduces it.</param>
/// <param name="levels">How many scopes lie between this type and the enclosing one, 1 for none.</param>
/// <param name="outerTypes">The type index, in the enclosing scope, of a value type that is named there, by its root; or
/// null.</param>
internal sealed class InstanceTypeEncoder(
    InstanceTypeBuilder builder, Func<ResourceId, TypeIndex?> outer, int levels, Func<DefinedType, TypeIndex?> outerTypes) : TypeEncoder(builder)
{
    private int _unnamed;

    /// <summary>Declares a type under its name.</summary>
    /// <param name="declaration">The member.</param>
    /// <param name="sameAs">The same member as other components import it.</param>
    public void ExportType(ComponentExtern declaration, IEnumerable<ComponentExtern> sameAs)
    {
        if (declaration.Type.AsResource is { } resource)
        {
            // A second name of one resource (`type trailers = fields`) is equal to the first, and what is said of it
            // by that name stays with that name.
            bool again = Knows(resource.Id);
            TypeIndex? known = again ? Resource(resource.Id) : outer(resource.Id) is { } found ? builder.AliasOuter(levels, found) : null;
            var bound = known is { } index ? ExternTypeSyntax.Equal(index) : ExternTypeSyntax.NewResource();
            BindResource(resource, builder.ExportType(declaration.Name, bound), again, sameAs);
            return;
        }

        var referenced = (ComponentValueType)(declaration.Type.Referenced ?? declaration.Type.Type!);
        var exported = builder.ExportType(declaration.Name, ExternTypeSyntax.Equal(Index(referenced)));
        Bind(declaration.Type.Type!, exported);
        foreach (var other in sameAs)
        {
            Bind(other.Type.Type!, exported);
        }
    }

    public void ExportFunc(string name, ComponentFuncType type) => builder.ExportFunc(name, Func(type));

    protected override TypeIndex? ReachNamed(ComponentValueType type) =>
        outerTypes(type.Root) is { } index ? builder.AliasOuter(levels, index) : null;

    protected override TypeIndex Name(TypeIndex definition) =>
        builder.ExportType("compose-type-" + _unnamed++, ExternTypeSyntax.Equal(definition));

    protected override TypeIndex Reach(ResourceId resource) =>
        outer(resource) is { } index
            ? builder.AliasOuter(levels, index)
            : throw new ComposeException(
                ErrorCodes.Emit.IncompatibleTypes,
                $"the resource {resource} occurs in an interface that neither defines nor names it",
                hint: "the component was not made by a known tool; rebuild it");
}
