using Compose.Emit.Shapes;
using Compose.Wasm.Components;

namespace Compose.Emit.Stubs;

/// <summary>Writes types as definitions of a component; every resource must have been bound before it is used.</summary>
internal sealed class StubTypeEncoder(ComponentBuilder builder) : TypeEncoder(builder)
{
    private int _unnamed;

    protected override TypeIndex Name(TypeIndex definition) => builder.ExportType("compose-type-" + _unnamed++, definition);

    protected override TypeIndex Reach(ResourceId resource) =>
        throw new ComposeException(ErrorCodes.Emit.CompositionFailed, $"the resource {resource} is not known where it is used");
}
