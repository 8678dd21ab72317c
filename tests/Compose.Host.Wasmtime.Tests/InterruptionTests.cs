using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>The engine's interruption and fuel contract: one more for each function that is entered, none for <c>drop</c>.</summary>
public sealed class InterruptionTests : InterruptionContract
{
    protected override ICoreEngine Engine => Shared.Engine;

    protected override long FuelOfEntry => 1;

    protected override long FuelOfDrop => 0;
}
