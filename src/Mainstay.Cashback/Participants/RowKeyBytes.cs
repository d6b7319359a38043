using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Mainstay.Cashback.Participants;

/// <summary>How views keep the 128-bit key of a row (see <see cref="AcquirerFiles.AcquirerRow.Key"/>): 16 bytes, most significant first.</summary>
internal static class RowKeyBytes
{
    public static byte[] Of(UInt128 key)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }

    public static UInt128 ReadAt(SqliteDataReader row, int column) => BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(column));
}
