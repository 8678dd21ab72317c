using Compose.Emit.Binary;
using Compose.Emit.Shapes;
using Compose.Wasm.Components;

namespace Compose.Emit.Stubs;

/// <summary>Writes types as definitions of a component; every resource must have been bound before it is used.</summary>
internal sealed class StubTypeEncoder(ComponentWriter writer) : TypeEncoder
{
    private int _unnamed;

    protected override int Define(ReadOnlySpan<byte> definition) => writer.Type(definition);

    protected override int Name(int definition) => writer.Export("compose-type-" + _unnamed++, Sort.Type, definition);

    protected override int Reach(ResourceId resource) =>
        throw new ComposeException(ErrorCodes.Emit.CompositionFailed, $"the resource {resource} is not known where it is used");
}
