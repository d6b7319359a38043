using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Cashback.AcquirerFiles;

/// <summary>Names a row of a file in 64 bits: rows of one file always differ, rows of two files in all but one of 10^19 cases.</summary>
internal static class RowSource
{
    /// <param name="fileId">The file.</param>
    /// <param name="row">1-based; the sources of a file's rows follow that of its row 0.</param>
    public static ulong Of(string fileId, int row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(fileId), hash);
        return unchecked(BinaryPrimitives.ReadUInt64BigEndian(hash) + (ulong)row);
    }
}
