// Blobs and queues. Nobody has a key of the account: the identity signs in, and download links are signed with a user
// delegation key. Browsers fetch packages from here, so the account can be reached from everywhere.

param name string
param location string
param tags object
param identityPrincipalId string

@description('How long a deleted blob can be brought back.')
param restoreDays int

@description('As AZURE_STORAGE_CONTAINERS_MEDIA, AZURE_STORAGE_CONTAINERS_EXPORTS and AZURE_STORAGE_CONTAINERS_UPLOADS.')
param mediaContainer string = 'story-media'
param exportsContainer string = 'story-exports'
param uploadsContainer string = 'story-uploads'

@description('As AZURE_STORAGE_QUEUES_EXPORT, AZURE_STORAGE_QUEUES_PUBLISH, AZURE_STORAGE_QUEUES_IMPORT and AZURE_STORAGE_QUEUES_FORK.')
param queueNames array = [
  'story-export-full-export-queue'
  'story-publish-queue'
  'story-import-queue'
  'story-fork-queue'
]

@description('Days after which a package goes although Taleport has not removed it. Asking for a package again keeps it beyond EXPORT_KEEP_DAYS, so this is JOB_KEEP_DAYS, after which its job is forgotten.')
param forgottenPackageDays int = 90

@description('Days after which media goes that no process has finished: many times UNUSED_KEEP_HOURS.')
param lostUploadDays int = 7

@description('Days after its last byte after which a package goes that was brought in: beyond UPLOAD_KEEP_HOURS, and what a check keeps its package.')
param forgottenUploadDays int = 30

@description('Storage Blob Data Contributor')
var blobRole = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
@description('Storage Blob Delegator: the user delegation key is of the whole account.')
var delegatorRole = 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a'
@description('Storage Queue Data Contributor')
var queueRole = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'

var containerNames = [
  mediaContainer
  exportsContainer
  uploadsContainer
]
var allQueueNames = concat(queueNames, map(queueNames, queueName => '${queueName}-poison'))

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    // A database that is set back needs the media that was removed since.
    deleteRetentionPolicy: {
      enabled: true
      days: restoreDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: restoreDays
    }
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for containerName in containerNames: {
    parent: blobs
    name: containerName
    properties: {
      publicAccess: 'None'
    }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queueName in allQueueNames: {
    parent: queueService
    name: queueName
  }
]

// A second net: Taleport removes all of this by itself, long before.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  dependsOn: [
    blobs
  ]
  properties: {
    policy: {
      rules: [
        {
          name: 'forgotten-packages'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${exportsContainer}/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: forgottenPackageDays
                }
              }
            }
          }
        }
        {
          name: 'lost-uploads'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${mediaContainer}/staging/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: lostUploadDays
                }
              }
            }
          }
        }
        {
          name: 'forgotten-uploads'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'appendBlob'
              ]
              prefixMatch: [
                '${uploadsContainer}/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: forgottenUploadDays
                }
              }
            }
          }
        }
      ]
    }
  }
}

resource blobAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (containerName, index) in containerNames: {
    name: guid(account.id, containerName, identityPrincipalId, blobRole)
    scope: containers[index]
    properties: {
      principalId: identityPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobRole)
    }
  }
]

resource delegation 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, identityPrincipalId, delegatorRole)
  scope: account
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', delegatorRole)
  }
}

// The processes and the scaler of the workers, which counts the messages.
resource queueAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queueName, index) in allQueueNames: {
    name: guid(account.id, queueName, identityPrincipalId, queueRole)
    scope: queues[index]
    properties: {
      principalId: identityPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', queueRole)
    }
  }
]

output name string = account.name
