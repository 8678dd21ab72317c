using Compose.Engine;
using Compose.EngineKit.Contract;

namespace Compose.Host.Clr.Tests;

/// <summary>The engine's stack contract.</summary>
public sealed class StackTests : StackContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
