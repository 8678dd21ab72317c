using Compose.Engine;
using Compose.EngineKit.Suite;

namespace Compose.Host.Clr.Tests;

/// <summary>The official core test suite on this engine.</summary>
public sealed class CoreSuiteTests : CoreSuiteContract
{
    protected override ICoreEngine Engine => Shared.Engine;
}
